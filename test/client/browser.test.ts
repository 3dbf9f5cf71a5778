import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectDirectory } from '../../project-directory.ts';
import { startScriptedApi } from '../cli/caller/scripted-api.ts';
import { findChromium } from '../console/browser/find-chromium.ts';
import { openBrowser } from '../console/browser/open-browser.ts';

const executablePath = findChromium(process.env);

describe.skipIf(executablePath === undefined)('the client in Chromium', { timeout: 60_000 }, () => {
  let script: string;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [join(projectDirectory, 'client', 'index.ts')],
      bundle: true,
      write: false,
      platform: 'browser',
      format: 'iife',
      globalName: 'inviteSpool',
    });
    script = outputFiles[0]?.text ?? '';
    browser = await openBrowser(executablePath ?? '');
  });
  afterAll(() => browser?.close());

  test('makes a link, repeats a lost answer under its key, and verifies a webhook', async () => {
    const made = { id: 'inv_1', status: 'succeeded', account: 'main', invite: { link: 'https://t.me/+abc' } };
    let posts = 0;
    const api = await startScriptedApi(({ method }) => {
      if (method !== 'POST') {
        return {};
      }
      posts += 1;
      return posts < 3 ? 'cut' : { status: 202, body: made };
    });
    const page = await browser.newPage();
    await page.goto(`${api.baseUrl}/`);
    await page.evaluate(`${script}; globalThis.inviteSpool = inviteSpool`);
    const link = await page.evaluate(`(async () => {
      const client = inviteSpool.createClient({ baseUrl: location.origin, apiKey: 'isk_test' });
      const job = await client.invites.create({ account: 'main', peer: '@launch' });
      return (await job.wait()).invite.link;
    })()`);
    expect(link).toBe('https://t.me/+abc');
    const keys = api.requests.recorded.flatMap(({ method, headers }) =>
      method === 'POST' ? headers['idempotency-key'] : [],
    );
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(1);
    const refused = await page.evaluate(`inviteSpool
      .verifyWebhook({ body: '{}', headers: {}, secret: 'whsec_AAAA' })
      .catch((error) => error.name)`);
    expect(refused).toBe('WebhookError');
  });
});
