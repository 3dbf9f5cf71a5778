import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { text } from '../../../console/strings.ts';
import { createKeyStore } from '../../../functions/aws/api-key-store.ts';
import { hashApiKey } from '../../../functions/core/account/api-key.ts';
import { exportMethod } from '../../../functions/core/rpc/methods.ts';
import { makeApiKey } from '../../../local/api-keys.ts';
import { authKeyIndex } from '../../../telegram-emulator/world/world.ts';
import { fetchApi } from '../../integration/fetch-api.ts';
import { type FunctionLine, type LocalService, startLocalService } from '../../integration/local-service.ts';
import { seedAccount } from '../../integration/seed-account.ts';
import { tellFailure } from '../../integration/tell-failure.ts';
import { findChromium } from './find-chromium.ts';
import {
  findObstacles,
  goTo,
  measureOverflow,
  openBrowser,
  openTab,
  type Scheme,
  type Size,
  signIn,
} from './open-browser.ts';

/* The console in a real browser, against the whole service on this machine. */

/** The chat that the account of the demonstration has made. */
const demoChat = /invite-spool demo/;

const executablePath = findChromium(process.env);
if (executablePath === undefined) {
  process.stderr.write(
    'The console is not tested in a browser: there is no Chromium here (CHROMIUM names one).\n',
  );
}

describe.skipIf(executablePath === undefined)('the console in a browser', { timeout: 120_000 }, () => {
  let service: LocalService;
  let browser: Browser;
  beforeAll(async () => {
    service = await startLocalService();
    browser = await openBrowser(executablePath ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });
  tellFailure(() => service);

  /** A tab that is signed in. What goes wrong in it fails the test. */
  async function open(look: { size?: Size; scheme?: Scheme } = {}, apiKey = service.system.demo.apiKey) {
    const { context, page, faults } = await openTab(browser, service.system.baseUrl, look);
    onTestFinished(() => context.close());
    await signIn(page, apiKey);
    return { context, page, faults };
  }

  /** Chooses the chat of the demonstration, and asks for a link. */
  async function makeLink(page: Page): Promise<void> {
    await goTo(page, 'new-link?account=main');
    await page.getByRole('button', { name: demoChat }).click();
    await page.getByRole('button', { name: text.newLink.make }).click();
  }

  /** The link that the page shows. */
  async function readLink(page: Page): Promise<string> {
    return (
      (await page
        .getByRole('main')
        .getByText(/^https:\/\/t\.me\/\+/)
        .first()
        .textContent()) ?? ''
    );
  }

  test('a link is made by clicks, shown with its QR code, and copied', async () => {
    const { page, faults } = await open();
    await makeLink(page);
    const link = await readLink(page);
    expect(service.telegram.ledger.links.map((each) => each.link)).toContain(link);
    await page.getByRole('img', { name: text.newLink.qrLabel }).waitFor();
    await page.getByRole('button', { name: text.common.copyWhat(text.newLink.theLink) }).click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(link);
    expect(await findObstacles(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('a link is made by keyboard alone, on a phone, in the dark', async () => {
    const { page } = await open({ size: 'phone', scheme: 'dark' });
    await goTo(page, 'new-link?account=main');
    await focusByTab(page, demoChat);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: text.newLink.make }).waitFor();
    await focusByTab(page, new RegExp(text.newLink.make));
    await page.keyboard.press('Enter');
    expect(await readLink(page)).toMatch(/^https:\/\/t\.me\/\+/);
    expect(await measureOverflow(page)).toBeLessThanOrEqual(0);
  });

  test('a flood wait is told in words while it lasts, and the link comes by itself', async () => {
    const { page } = await open();
    service.telegram.floodPolicy.imposeWait(BigInt(service.system.demo.userId), exportMethod, 4);
    await makeLink(page);
    await page.getByText(text.newLink.waits.FLOOD_WAIT ?? '').waitFor();
    expect(await readLink(page)).toMatch(/^https:\/\/t\.me\/\+/);
  });

  test('a second click, a reload and Back make no second link', async () => {
    const { page } = await open();
    const before = service.telegram.ledger.linksMade();
    await goTo(page, 'new-link?account=main');
    await page.getByRole('button', { name: demoChat }).click();
    await page.getByRole('button', { name: text.newLink.make }).dblclick();
    const link = await readLink(page);
    await page.reload();
    expect(await readLink(page)).toBe(link);
    await page.goBack();
    await page.goForward();
    expect(await readLink(page)).toBe(link);
    expect(service.telegram.ledger.linksMade() - before).toBe(1);
  });

  test('a file of rows becomes links while Telegram makes the account pause, and again makes none', async () => {
    const { page } = await open();
    const rows = ['a', 'b', 'c'].map((title) => `main,${service.system.peers[0]},file ${title}`);
    const before = service.telegram.ledger.linksMade();
    service.telegram.floodPolicy.imposeWait(BigInt(service.system.demo.userId), exportMethod, 4);
    for (const state of [text.manyLinks.doneNow(3, 3), text.manyLinks.replayed]) {
      await goTo(page, 'many-links');
      await pasteRows(page, ['account,peer,title', ...rows].join('\n'));
      await page.getByRole('button', { name: text.manyLinks.send(3) }).click();
      await page.getByText(state).waitFor();
      await page.getByRole('button', { name: text.manyLinks.otherFile }).click();
    }
    expect(service.telegram.ledger.linksMade() - before).toBe(3);
  });

  test('a row that cannot be sent is told with what to write, and nothing is sent', async () => {
    const { page } = await open();
    await goTo(page, 'many-links');
    await pasteRows(page, 'account,peer,usage_limit\nmain,@launch,0\n');
    await page.getByText(text.manyLinks.rules.number(1, 99_999)).waitFor();
    expect(await page.getByRole('button', { name: text.manyLinks.send(1) }).count()).toBe(0);
  });

  test('an account that dies is what needs somebody, with what mends it', async () => {
    const { account, authKeyIdHex } = await seedAccount(service, 'dying');
    const { dcId, world } = service.telegram;
    const authKey = world.authKeys.get(authKeyIndex(dcId, authKeyIdHex));
    if (authKey !== undefined) {
      authKey.userId = undefined;
    }
    const { page } = await open();
    await fetchApi(`${service.system.baseUrl}/v1/invites`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${service.system.demo.apiKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ account, peer: `@${account}_news` }),
    });
    await service.lines.waitFor(
      (line): line is FunctionLine => line.entry.errorType === 'AUTH_KEY_UNREGISTERED',
    );
    await goTo(page, 'overview');
    await page.getByText(text.overview.dead(account)).waitFor();
  });

  test('a key that is revoked leads back to the sign-in, which says why', async () => {
    const { tenantId } = service.system.demo;
    const apiKey = await makeApiKey(service.system, tenantId, 'to be revoked');
    const { page } = await open({}, apiKey);
    await createKeyStore(service.dynamoDb, service.system.tables.keys).revokeKey(
      hashApiKey(apiKey),
      Date.now(),
    );
    // An environment of the API believes a key for a minute: new ones know nothing of it.
    for (const pid of service.system.stack.functionPids().api ?? []) {
      process.kill(pid, 'SIGKILL');
    }
    // The page that was asked for may not come.
    await goTo(page, 'new-link?account=main').catch(() => undefined);
    await page.getByText(text.signIn.keyRefused).waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });

  test('a service that is gone is told, and told again when it is back', async () => {
    const { context, page } = await open();
    await goTo(page, 'overview');
    await context.setOffline(true);
    // The page that was asked for may not come.
    await goTo(page, 'new-link?account=main').catch(() => undefined);
    await page.getByText(text.frame.gone).waitFor();
    await context.setOffline(false);
    await page.getByText(text.frame.back).waitFor();
    await page.getByRole('button', { name: demoChat }).waitFor();
  });

  test('two tabs have a key each, and both make a link of their own', async () => {
    const [first, second] = [await open(), await open()];
    await makeLink(first.page);
    await makeLink(second.page);
    expect(await readLink(first.page)).not.toBe(await readLink(second.page));
    await first.page.getByRole('button', { name: text.frame.forget }).click();
    await first.page.getByText(text.signIn.forgotten).waitFor();
    await second.page.reload();
    expect(await readLink(second.page)).toMatch(/^https/);
  });

  test.each<[Size, Scheme]>([
    ['phone', 'light'],
    ['desk', 'dark'],
  ])('every page fits a %s in the %s, has no obstacle, and keeps its policy', async (size, scheme) => {
    const { page, faults } = await open({ size, scheme });
    const routes = await page.$$eval('nav a[href^="#/"]', (links) =>
      links.map((link) => link.getAttribute('href')?.slice(2) ?? ''),
    );
    expect(routes.length).toBeGreaterThan(10);
    const found: string[] = [];
    for (const route of routes) {
      await goTo(page, route);
      const over = await measureOverflow(page);
      found.push(...(over > 0 ? [`${route}: ${over} px too wide`] : []));
      found.push(...(await findObstacles(page)).map((each) => `${route}: ${each}`));
    }
    expect(found).toEqual([]);
    expect(faults).toEqual([]);
  });
});

async function pasteRows(page: Page, rows: string): Promise<void> {
  await page.getByText(text.manyLinks.paste).click();
  await page.getByLabel(text.manyLinks.pasteField).fill(rows);
  await page.getByRole('button', { name: text.manyLinks.check }).click();
}

/** Moves the focus by Tab until it is on what is called so. */
async function focusByTab(page: Page, name: RegExp): Promise<void> {
  for (let count = 0; count < 60; count += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate<string>(`document.activeElement?.textContent ?? ''`);
    if (name.test(focused)) {
      return;
    }
  }
  throw new Error(`Tab does not come to ${name}`);
}
