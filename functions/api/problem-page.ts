import { escapeHtml, pageHeadersFor, pageStyle } from './page-style.ts';
import type { ProblemTypeResource } from './problem-type-resource.ts';

const style = `${pageStyle}
body{max-width:720px;margin:0 auto;padding:24px 16px 48px}
section{margin-top:32px}`;

export const problemPageHeaders = pageHeadersFor(style);

/** Errors of these classes are the account's, and no request can help. */
const operatorClasses = ['account_halted', 'session_dead', 'app', 'moved', 'account'];

/** The page of one problem or error. */
export function renderPage(problem: ProblemTypeResource): string {
  const { type, title = type, status, class: errorClass, means, what_to_do: whatToDo } = problem;
  const isOfLogin = problem.at_login === true;
  const facts = [
    ['What it means', linkUp(means)],
    ['What to do', linkUp(whatToDo)],
    ...(isOfLogin
      ? [['Where', 'When the operator of an account logs it in. No request to the API ends with it.']]
      : []),
    ...(operatorClasses.includes(errorClass ?? '') && !isOfLogin
      ? [['Who', "The account's operator. The invites of the account wait until then."]]
      : []),
    ['Type', `<code>${breakable(type)}</code>`],
    ...(status === undefined ? [] : [['HTTP status', String(status)]]),
    ...(errorClass === undefined || isOfLogin ? [] : [['Class', `<code>${escapeHtml(errorClass)}</code>`]]),
  ];
  const rows = facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return renderHtml(
    title,
    `<h1>${breakable(title)}</h1><dl class="facts">${rows.join('')}</dl><p><a href="/problems">All problems and errors</a></p>`,
  );
}

/** The page that lists them all. */
export function renderProblemList(problems: ProblemTypeResource[], errors: ProblemTypeResource[]): string {
  function list(id: string, title: string, said: string, resources: ProblemTypeResource[]) {
    const rows = resources.map(
      ({ page, status, class: errorClass, means, at_login: isOfLogin }) =>
        `<div><dt><a href="${escapeHtml(page)}"><code>${breakable(page.slice('/problems/'.length))}</code></a> <span class="mark">${status ?? (isOfLogin ? '' : errorClass)}</span></dt><dd>${linkUp(means)}</dd></div>`,
    );
    return `<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2><p>${said}</p><dl class="facts">${rows.join('')}</dl></section>`;
  }
  const ofLogin = errors.filter((error) => error.at_login === true);
  return renderHtml(
    'Problems and errors',
    [
      '<h1>Problems and errors</h1>',
      '<p><a href="#problems">Problems</a> · <a href="#errors">Errors</a> · <a href="#login">For operators: errors of a login</a></p>',
      list('problems', 'Problems', 'What the API answers to a request that it refuses.', problems),
      list(
        'errors',
        'Errors',
        'What an invite or an operation can end in, or wait for, after it was accepted.',
        errors.filter((error) => !ofLogin.includes(error)),
      ),
      list(
        'login',
        'For operators: errors of a login',
        'They come up when an account is logged in. No request to the API ends with them.',
        ofLogin,
      ),
    ].join(''),
  );
}

function renderHtml(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)} · invite-spool</title><link rel="icon" href="data:,"><style>${style}</style></head><body><nav aria-label="Pages"><p><a href="/docs">invite-spool documentation</a></p></nav><main>${body}</main></body></html>\n`;
}

/** A long name may be broken after `_` and `-`, never within a word. */
function breakable(name: string): string {
  return escapeHtml(name).replace(/[_:]/g, '$&<wbr>');
}

function linkUp(text: string): string {
  return escapeHtml(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/https:\/\/[\w./#-]+[\w/]/g, (url) => `<a href="${url}">${url}</a>`);
}
