import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** The sizes that the console is made for. */
export const sizes = { phone: { width: 360, height: 740 }, desk: { width: 1440, height: 900 } } as const;

export type Size = keyof typeof sizes;
export type Scheme = 'light' | 'dark';

/** A browser that asks nobody but the console. */
export function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface ConsoleTab {
  context: BrowserContext;
  page: Page;
  /** What went wrong in the page: errors, refusals of its policy, requests to other hosts. */
  faults: string[];
}

/** A tab of its own at the console, not signed in. */
export async function openTab(
  browser: Browser,
  baseUrl: string,
  { size = 'desk', scheme = 'light' }: { size?: Size; scheme?: Scheme } = {},
): Promise<ConsoleTab> {
  const context = await browser.newContext({
    viewport: sizes[size],
    colorScheme: scheme,
    reducedMotion: 'reduce',
    baseURL: baseUrl,
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: baseUrl });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // A browser logs each answer of 4xx; the console shows them.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) {
      faults.push(message.text());
    }
  });
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(`${baseUrl}/`)) {
      faults.push(`asked ${request.url()}`);
    }
  });
  await page.goto('/console');
  return { context, page, faults };
}

export async function signIn(page: Page, apiKey: string): Promise<void> {
  await page.getByLabel('API key').fill(apiKey);
  await page.keyboard.press('Enter');
  // On a phone it is behind the menu.
  await page.locator('nav').waitFor({ state: 'attached' });
}

/** Goes to a page of the console, until its heading is there and nothing of it is still loading. */
export async function goTo(page: Page, route: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(`#/${route}`)}`);
  await page.locator('main h1').waitFor();
  await page.locator('main [aria-busy="true"], main .skeleton').first().waitFor({ state: 'detached' });
}

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What a screen reader or a keyboard would stumble over, by https://github.com/dequelabs/axe-core. */
export async function findObstacles(page: Page): Promise<string[]> {
  // By evaluation: the policy of the page allows no foreign script.
  await page.evaluate(await readFile(axePath, 'utf8'));
  return page.evaluate<string[]>(`axe.run(document).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`);
}

/** By how many pixels the page is wider than the window. */
export function measureOverflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - innerWidth');
}
