import { createHash } from 'node:crypto';

/** The look that all pages of this service have in common: its colours, its type, its tables of facts. */
export const pageStyle = `:root{color-scheme:light dark;--page:#fff;--raised:#f6f7f9;--line:#e1e4e8;--text:#1b1f24;--quiet:#59636e;--accent:#2a6fdb;--bad:#b3261e;--radius:8px;
--get:#1a6b3c;--post:#2359b0;--patch:#8a4b00;--delete:#b3261e}
@media(prefers-color-scheme:dark){:root{--page:#111418;--raised:#1a1e24;--line:#2d333b;--text:#e6e9ed;--quiet:#9aa5b1;--accent:#6aa6ff;--bad:#ff8a80;--get:#6fd39a;--post:#8ab8ff;--patch:#f0b866;--delete:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,sans-serif;overflow-wrap:break-word}
h1,h2,h3,h4{line-height:1.25;margin:0 0 8px}h1{font-size:28px}h2{font-size:22px}h3{font-size:18px}h4{font-size:14px}
p,ul,ol,dl,pre{margin:0 0 12px}ul,ol{padding-left:20px}
a{color:var(--accent)}
code,pre{font:14px/1.5 ui-monospace,monospace}
code{overflow-wrap:break-word}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
.facts{margin:0}.facts>div{padding:12px 0;border-top:1px solid var(--line)}.facts dt{font-weight:600}.facts dd{margin:4px 0 0}
.mark{color:var(--quiet);font-size:14px;white-space:nowrap}`;

/** The source of a policy that allows exactly this text, be it a script or a style. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** The headers of a page that has this style, loads nothing and runs nothing. */
export function pageHeadersFor(style: string) {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src ${hashSource(style)}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'referrer-policy': 'no-referrer',
  };
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
