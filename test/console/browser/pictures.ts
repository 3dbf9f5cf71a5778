import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '../../../client/create-client.ts';
import { text } from '../../../console/strings.ts';
import { exportMethod } from '../../../functions/core/rpc/methods.ts';
import { type DemoSystem, startDemoSystem } from '../../../local/demo-system.ts';
import { projectDirectory } from '../../../project-directory.ts';
import { findChromium } from './find-chromium.ts';
import { goTo, openBrowser, openTab, type Scheme, type Size, signIn } from './open-browser.ts';

/*
 * `npm run console:pictures`: a picture of each page of the console at both widths, light and dark, of a demonstration with
 * links, a pool, a rotation and a batch amid a wait. Those of the README and docs go to docs/pictures, all to .local/pictures.
 */

const kept = new Set([
  'overview-desk-dark',
  'links-desk-light',
  'made-link-phone-light',
  'accounts-main-desk-light',
]);

const executablePath = findChromium(process.env);
if (executablePath === undefined) {
  console.error('There is no Chromium here. CHROMIUM names one.');
  process.exit(1);
}
const directory = await mkdtemp(join(tmpdir(), 'invite-spool-pictures-'));
const folders = {
  all: join(projectDirectory, '.local', 'pictures'),
  docs: join(projectDirectory, 'docs', 'pictures'),
};
await Promise.all(Object.values(folders).map((folder) => mkdir(folder, { recursive: true })));
console.log('starting the demonstration');
const system = await startDemoSystem({ directory, port: 0, env: {} });
const browser = await openBrowser(executablePath);
try {
  const madeId = await fill(system);
  for (const size of ['desk', 'phone'] as Size[]) {
    for (const scheme of ['light', 'dark'] as Scheme[]) {
      await takePictures(size, scheme, madeId);
    }
  }
} finally {
  await browser.close();
  await system.close();
  await rm(directory, { recursive: true });
}

/** @returns the id of an invite whose link is made. */
async function fill({ baseUrl, demo, peers, dataCentre }: DemoSystem): Promise<string> {
  console.log('making links');
  const client = createClient({ baseUrl, apiKey: demo.apiKey });
  const item = { account: demo.account, peer: peers[0] ?? '' };
  const titles = ['order 4711', 'order 4712', 'newsletter', 'partner: Ada', 'podcast'];
  const jobs = await Promise.all(
    titles.map((title, index) => client.invites.create({ ...item, title, usage_limit: 1 + index * 10 })),
  );
  const made = await Promise.all(jobs.map((job) => job.wait()));
  await (await client.invites.revoke(made[1]?.id ?? '')).wait();
  await client.pools.create({ name: 'shop', ...item, size: 6 });
  await client.rotations.create({
    name: 'poster',
    ...item,
    every: 'P1D',
    overlap: 'PT1H',
    slug: 'launch-party',
  });
  await waitForPool(client);
  dataCentre?.floodPolicy.imposeWait(BigInt(demo.userId), exportMethod, 240);
  const batch = await client.batches.create({
    item: { ...item, title: 'spring campaign', usage_limit: 1 },
    count: 40,
  });
  await client.call('getBatch', { path: { id: batch.id }, waitSeconds: 5 });
  return made[0]?.id ?? '';
}

/** Until the links of the pool and the rotation are made. */
async function waitForPool(client: Client): Promise<void> {
  for await (const invite of client.invites.list({ pool: 'shop' })) {
    await (await client.invites.get(invite.id)).wait();
  }
}

async function takePictures(size: Size, scheme: Scheme, madeId: string): Promise<void> {
  const { context, page } = await openTab(browser, system.baseUrl, { size, scheme });
  await save('sign-in');
  await signIn(page, system.demo.apiKey);
  const routes = await page.$$eval('nav a[href^="#/"]', (links) =>
    links.map((link) => link.getAttribute('href')?.slice(2) ?? ''),
  );
  for (const route of [...routes, `accounts/${system.demo.account}`, 'pools/shop', 'rotations/poster']) {
    await goTo(page, route);
    await save(route.replaceAll('/', '-'));
  }
  await goTo(page, `new-link?account=${system.demo.account}&peer=%40launch&job=${madeId}`);
  await page.getByRole('img', { name: text.newLink.qrLabel }).scrollIntoViewIfNeeded();
  await save('made-link');
  await context.close();

  async function save(name: string): Promise<void> {
    const picture = `${name}-${size}-${scheme}`;
    await page.screenshot({
      path: join(folders.all, `${picture}.png`),
      fullPage: size === 'phone' && name !== 'made-link',
    });
    if (kept.has(picture)) {
      await page.screenshot({ path: join(folders.docs, `${picture}.png`) });
    }
    console.log(picture);
  }
}
