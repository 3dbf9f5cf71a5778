import type { ProblemTypeResource } from './problem-type-resource.ts';

/** A page of ours has no script and loads nothing. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

const style = `:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
code{font-size:.95em;overflow-wrap:anywhere}table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #8884}`;

/** The page of one problem or error. */
export function renderPage(problem: ProblemTypeResource): string {
  const { type, title = type, status, class: errorClass, means, what_to_do: whatToDo } = problem;
  const facts = [
    ['Type', `<code>${escapeHtml(type)}</code>`],
    ...(status === undefined ? [] : [['HTTP status', String(status)]]),
    ...(errorClass === undefined ? [] : [['Class', `<code>${escapeHtml(errorClass)}</code>`]]),
    ['What it means', linkUp(means)],
    ['What to do', linkUp(whatToDo)],
  ];
  const rows = facts.map(([name, value]) => `<tr><th scope="row">${name}</th><td>${value}</td></tr>`);
  return renderHtml(title, `<table>${rows.join('')}</table><p><a href="/problems">All of them</a></p>`);
}

/** The page that lists them all. */
export function renderProblemList(problems: ProblemTypeResource[], errors: ProblemTypeResource[]): string {
  function rows(resources: ProblemTypeResource[]) {
    return resources
      .map(
        ({ page, status, class: errorClass, means }) =>
          `<tr><td><a href="${escapeHtml(page)}"><code>${escapeHtml(page.slice('/problems/'.length))}</code></a></td><td>${status ?? errorClass}</td><td>${linkUp(means)}</td></tr>`,
      )
      .join('');
  }
  return renderHtml(
    'Problems and errors',
    `<h2>Problems: answers of the API</h2><table>${rows(problems)}</table><h2>Errors: what an invite can end in</h2><table>${rows(errors)}</table>`,
  );
}

function renderHtml(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)} · invite-spool</title><style>${style}</style></head><body><h1>${escapeHtml(title)}</h1>${body}<p><a href="/docs">Documentation</a></p></body></html>\n`;
}

function linkUp(text: string): string {
  return escapeHtml(text).replace(/https:\/\/[\w./#-]+[\w/]/g, (url) => `<a href="${url}">${url}</a>`);
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
