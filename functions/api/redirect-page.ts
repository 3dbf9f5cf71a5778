import type { ApiResponse } from './api-event.ts';
import { escapeHtml, pageHeadersFor } from './page-style.ts';

/** Seconds for which browsers and proxies may keep an answer: so long the old link is still told after a change. */
export const redirectSeconds = 10;

const style = `:root{color-scheme:light dark}body{font:1.2rem/1.5 system-ui,sans-serif;max-width:30rem;margin:20vh auto;padding:0 1rem;text-align:center}
a{display:inline-block;padding:.7rem 1.4rem;border-radius:.5rem;background:#2481cc;color:#fff;text-decoration:none}`;

const headers = {
  ...pageHeadersFor(style),
  'cache-control': `public, max-age=${redirectSeconds}`,
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
};

/** Leads to the link. Where redirects are off, the page has a button. */
export function redirectTo(link: string): ApiResponse {
  return {
    statusCode: 302,
    headers: { ...headers, location: link },
    body: page('Join', `<p><a href="${escapeHtml(link)}" rel="noreferrer">Join in Telegram</a></p>`),
  };
}

/** The same whatever the reason is: it does not tell which slugs there are, or have been. */
export function nothingHere(): ApiResponse {
  return { statusCode: 404, headers, body: page('Not found', '<p>There is nothing at this address.</p>') };
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${title}</title><style>${style}</style></head><body>${body}</body></html>\n`;
}
