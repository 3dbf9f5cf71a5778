import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { readPackagedTemplate } from '../../../infra/package.ts';
import { type KeptSystem, startKeptSystem } from '../../../local/kept-system.ts';
import { projectDirectory } from '../../../project-directory.ts';
import { type DataCentre, startDataCentre } from '../../../telegram-emulator/data-centre.ts';
import type { DataCentreEvent } from '../../../telegram-emulator/data-centre-event.ts';
import { createDemoWorld, DEMO_LOGIN_CODE, DEMO_PASSWORD } from '../../../telegram-emulator/demo-world.ts';
import { createRecorder } from '../../local/aws/fixture-functions.ts';
import { findChromium } from './find-chromium.ts';
import { findObstacles, goTo, measureOverflow, openBrowser, openTab, signIn } from './open-browser.ts';

/* What somebody does with "npm start -- --data DIR" on a fresh machine, and no second terminal. */

const executablePath = findChromium(process.env);
const app = { api_id: '12345', api_hash: '0123456789abcdef0123456789abcdef' };
const demo = createDemoWorld();
const events = createRecorder<DataCentreEvent>();
const parts = new AsyncDisposableStack();
let telegram: DataCentre;
let system: KeptSystem;
let browser: Browser;

beforeAll(async () => {
  if (executablePath === undefined) {
    return;
  }
  telegram = await startDataCentre({ world: demo.world, onEvent: events.record });
  parts.defer(() => telegram.close());
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
  parts.defer(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, 'telegram.pem'), telegram.publicKeyPem);
  system = await startKeptSystem({
    port: 0,
    directory: join(directory, 'data'),
    built: { template: await readPackagedTemplate(), rootDirectory: projectDirectory },
    env: {
      TELEGRAM_DC_ADDRESS: `${telegram.host}:${telegram.port}`,
      TELEGRAM_DC_ID: String(telegram.dcId),
      TELEGRAM_PUBLIC_KEY_FILE: join(directory, 'telegram.pem'),
    },
  });
  parts.defer(() => system.close());
  browser = await openBrowser(executablePath);
  parts.defer(() => browser.close());
});
afterAll(() => parts.disposeAsync());

function isLoginToken(event: DataCentreEvent): event is Extract<DataCentreEvent, { type: 'login-token' }> {
  return event.type === 'login-token';
}

/** The console on a phone, signed in, at the page that connects an account. What goes wrong in it is in `faults`. */
async function openConnectPage() {
  const { context, page, faults } = await openTab(browser, system.baseUrl, { size: 'phone' });
  onTestFinished(() => context.close());
  await signIn(page, system.firstApiKey ?? '');
  await goTo(page, 'connect');
  await page.getByLabel('Operator key').fill(system.operatorKey);
  await page.keyboard.press('Enter');
  return { page, faults };
}

async function fillForm(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('api_id').fill(app.api_id);
  await page.getByLabel('api_hash').fill(app.api_hash);
}

test.skipIf(executablePath === undefined)('a QR code that is scanned leads to a first link', async () => {
  const { page, faults } = await openConnectPage();
  await fillForm(page, 'main');
  expect(await findObstacles(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByRole('img', { name: 'QR code that logs the account in' }).waitFor();
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Scan this code');
  expect(await findObstacles(page)).toEqual([]);
  expect(await measureOverflow(page)).toBe(0);
  const { url } = await events.waitFor(isLoginToken);
  demo.world.acceptLoginToken(url, demo.user);
  await page.getByRole('heading', { name: '“main” is connected: Ada (@ada_demo)' }).waitFor();
  expect(await findObstacles(page)).toEqual([]);
  expect(await measureOverflow(page)).toBe(0);
  await page.getByRole('link', { name: 'Make a link in Launch)' }).click();
  await page.getByRole('button', { name: 'Make the link' }).click();
  await page
    .getByText(/https:\/\/t\.me\/\+/)
    .first()
    .waitFor();
  expect(telegram.ledger.linksMade()).toBe(1);
  expect(faults).toEqual([]);
  const kept = await page.evaluate(
    'JSON.stringify([Object.keys(sessionStorage), Object.keys(localStorage), document.cookie])',
  );
  expect(kept).not.toContain('hash');
});

test.skipIf(executablePath === undefined)(
  'a phone number, a wrong code, the code and the password connect an account, across a reload',
  async () => {
    const { page } = await openConnectPage();
    await fillForm(page, 'second');
    await page.getByLabel('Enter the phone number').check();
    await page.getByLabel('Phone number', { exact: true }).fill('+999 66 2 0003');
    await page.keyboard.press('Enter');
    await page.getByLabel('Login code').fill('99999');
    await page.keyboard.press('Enter');
    await page.getByText('This is not the code').first().waitFor();
    expect(await page.getByLabel('Login code').inputValue()).toBe('');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('INPUT');
    await page.reload();
    await fillForm(page, 'second');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Go on with it' }).press('Enter');
    await page.getByLabel('Login code').fill(DEMO_LOGIN_CODE);
    await page.keyboard.press('Enter');
    await page.getByLabel('Two-step password').fill(DEMO_PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '“second” is connected: Edsger' }).waitFor();
    await page.getByText('No chat yet').waitFor();
  },
);

test.skipIf(executablePath === undefined)(
  'a wait that Telegram asks for is shown, and the form is as it was',
  async () => {
    const { page } = await openConnectPage();
    const action = { type: 'rpc-error', code: 420, message: 'FLOOD_WAIT_77' } as const;
    telegram.faults.inject({ method: 'auth.sendCode', times: 1, action });
    await fillForm(page, 'third');
    await page.getByLabel('Enter the phone number').check();
    await page.getByLabel('Phone number', { exact: true }).fill('+999 66 2 0002');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'The login did not work' }).waitFor();
    await page.getByText(/tried again in 1 min/).waitFor();
    expect(await findObstacles(page)).toEqual([]);
    await page.getByRole('button', { name: 'Try again' }).click();
    expect(await page.getByLabel('Name').inputValue()).toBe('third');
  },
);

test.skipIf(executablePath === undefined)(
  'deployed, or behind a proxy, the page shows the command instead, and asks for no operator key',
  async () => {
    for (const [status, command] of [
      [404, '--stage STAGE'],
      [403, '--data DIR'],
    ] as const) {
      const { context, page } = await openTab(browser, system.baseUrl);
      onTestFinished(() => context.close());
      await page.route('**/operator', (route) => route.fulfill({ status }));
      await signIn(page, system.firstApiKey ?? '');
      await goTo(page, 'connect');
      await page.getByText(command).waitFor();
      expect(await page.getByLabel('Operator key').count()).toBe(0);
    }
  },
);
