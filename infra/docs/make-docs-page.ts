import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorTypes } from '../../functions/api/error-types.ts';
import { escapeHtml, hashSource, pageStyle } from '../../functions/api/page-style.ts';
import { projectDirectory } from '../../project-directory.ts';
import type { JsonSchema } from '../openapi/schemas.ts';
import type { OpenApiDocument } from '../openapi.ts';
import { type DocumentedOperation, nameOf, readOperations, readWebhooks } from './read-document.ts';
import {
  describeTags,
  renderCommonProblems,
  renderHeaders,
  renderObjects,
  renderPart,
  renderRequestHeaders,
  renderStart,
  renderVerification,
  renderWaits,
  renderWebhook,
} from './render-guides.ts';
import { type OperationContext, renderMethod, renderOperation } from './render-operation.ts';
import { listObjects, type Schemas } from './render-schema.ts';
import { renderText } from './render-text.ts';

export interface DocsPage {
  html: string;
  contentSecurityPolicy: string;
}

/** What a browser is given beside the text: both are compiled already. */
export interface DocsAssets {
  script: string;
  style: string;
}

/** Before anything is shown: a page with scripts shows one language of each sample. */
const beginning = `document.documentElement.dataset.chosen='curl'`;

/**
 * The documentation as one page, made of the OpenAPI document alone: it reads without a script, loads nothing, and its
 * policy allows exactly the scripts and the style that are in it.
 */
export function makeDocsPage(document: OpenApiDocument, assets: DocsAssets): DocsPage {
  const style = pageStyle + assets.style;
  const scripts = [beginning, escapeScript(assets.script)];
  const operations = readOperations(document);
  const webhooks = readWebhooks(document);
  const schemas = placeSchemas(document, operations, webhooks);
  const groups = groupByTag(operations);
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>invite-spool API</title><link rel="icon" href="data:,"><style>${style}</style><script>${scripts[0]}</script></head><body>
<a class="skip" href="#main">Skip to the operations</a>
<header class="bar"><a class="name" href="#top">invite-spool</a><a class="menu" href="#contents">Contents</a></header>
${renderContents(groups, webhooks)}
<main id="main"><div id="top" class="intro"><h1>invite-spool API</h1>${renderStart(schemas)}</div>
${renderGroups(document, { schemas, common: findCommon(operations), errorTypes, operations }, groups)}
${renderPart('webhooks', 'Webhooks', webhooks.map((webhook) => renderWebhook(schemas, webhook)).join('') + (webhooks[0] ? renderVerification(schemas, webhooks[0], readVerifications()) : ''))}
${renderPart('rules', 'Rules', renderText(String((document.info as JsonSchema).description), schemas.places))}
${renderPart('problems', 'Problems of every request', renderCommonProblems(listCommon(operations)))}
${renderPart('waits', 'What an invite can wait for', renderWaits(errorTypes))}
${renderPart('request-headers', 'Headers of requests', renderRequestHeaders(schemas))}
${renderPart('headers', 'Headers of answers', renderHeaders(schemas))}
${renderPart('objects', 'Objects', renderObjects(schemas, objectsOf(document, operations, webhooks)))}
</main><script>${scripts[1]}</script></body></html>
`;
  return { html, contentSecurityPolicy: makePolicy(scripts, style) };
}

function makePolicy(scripts: string[], style: string): string {
  return [
    "default-src 'none'",
    `script-src ${scripts.map(hashSource).join(' ')}`,
    `style-src ${hashSource(style)}`,
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * These are the only texts in a script that HTML takes for its end or for a comment:
 * https://html.spec.whatwg.org/#restrictions-for-contents-of-script-elements
 */
function escapeScript(script: string): string {
  return script.trim().replace(/<(?=\/script|script|!--)/gi, '\\x3c');
}

function placeSchemas(
  document: OpenApiDocument,
  operations: DocumentedOperation[],
  webhooks: DocumentedOperation[],
): Schemas {
  const anchors = new Map<string, string>();
  for (const name of objectsOf(document, operations, webhooks)) {
    anchors.set(name, `object-${name}`);
  }
  for (const { id, body } of [...operations].reverse()) {
    const name = nameOf(body?.schema ?? {});
    if (name !== undefined) {
      anchors.set(name, id);
    }
  }
  return {
    document,
    anchors,
    places: new Map(operations.map(({ id, method, path }) => [`${method} ${path}`, id])),
  };
}

/** The objects of answers. What a webhook sends is told with the webhook. */
function objectsOf(
  document: OpenApiDocument,
  operations: DocumentedOperation[],
  webhooks: DocumentedOperation[],
): string[] {
  const answers = operations.flatMap((operation) =>
    operation.answers.flatMap(({ schema }): JsonSchema[] => (schema === undefined ? [] : [schema])),
  );
  const events = webhooks.flatMap(({ body }) => nameOf(body?.schema ?? {}) ?? []);
  const roots = [...answers, ...events.map((name) => document.components.schemas?.[name] as JsonSchema)];
  return listObjects(document, roots).filter((name) => name !== 'OpenApi');
}

function groupByTag(operations: DocumentedOperation[]): Map<string, DocumentedOperation[]> {
  return Map.groupBy(operations, ({ tag }) => tag);
}

function tagId(tag: string): string {
  return `tag-${tag.toLowerCase().replaceAll(' ', '-')}`;
}

function renderGroups(
  document: OpenApiDocument,
  context: OperationContext,
  groups: Map<string, DocumentedOperation[]>,
): string {
  const told = describeTags(document);
  return [...groups]
    .map(
      ([tag, operations]) =>
        `<section class="group" id="${tagId(tag)}" aria-labelledby="${tagId(tag)}-title"><h2 id="${tagId(tag)}-title"><a href="#${tagId(tag)}">${tag}</a></h2><p class="quiet">${escapeHtml(told.get(tag) ?? '')}</p>${operations.map((operation) => renderOperation(context, operation)).join('\n')}</section>`,
    )
    .join('\n');
}

const parts: [string, string][] = [
  ['rules', 'Rules'],
  ['problems', 'Problems of every request'],
  ['waits', 'What an invite can wait for'],
  ['request-headers', 'Headers of requests'],
  ['headers', 'Headers of answers'],
  ['objects', 'Objects'],
];

/** On a phone it is a page over the page, which its links close: it is shown while it is the target. */
function renderContents(groups: Map<string, DocumentedOperation[]>, webhooks: DocumentedOperation[]): string {
  function list(title: string, anchor: string, items: string[]) {
    return `<h2><a href="#${anchor}">${title}</a></h2><ul>${items.join('')}</ul>`;
  }
  const lists = [...groups].map(([tag, operations]) =>
    list(
      tag,
      tagId(tag),
      operations.map(
        ({ id, method, path, summary }) =>
          `<li><a href="#${id}" data-words="${escapeHtml(`${id} ${path}`)}"><span>${escapeHtml(summary)}</span> ${renderMethod(method)}</a></li>`,
      ),
    ),
  );
  const events = [...webhooks, { id: 'verify', summary: 'Verify an event' }];
  return `<nav id="contents" aria-label="Contents"><p class="top"><a class="name" href="#top">invite-spool API</a> <a class="close" href="#top">Close</a></p>
<label class="filter">Find an operation <input type="search" autocomplete="off"></label>
${lists.join('')}${list(
  'Webhooks',
  'webhooks',
  events.map(({ id, summary }) => `<li><a href="#${id}"><span>${escapeHtml(summary)}</span></a></li>`),
)}
${list('Reference', 'rules', [...parts.map(([id, title]) => `<li><a href="#${id}"><span>${title}</span></a></li>`), '<li><a href="/problems"><span>All problems and errors</span></a></li>'])}</nav>`;
}

/** The problems that all requests with a key have in common. */
function findCommon(operations: DocumentedOperation[]): string[] {
  return listCommon(operations).map(({ slug }) => slug);
}

function listCommon(operations: DocumentedOperation[]) {
  const withKey = operations.filter(({ hasKey }) => hasKey);
  return (withKey[0]?.problems ?? []).filter(({ slug }) =>
    withKey.every(({ problems }) => problems.some((problem) => problem.slug === slug)),
  );
}

/** The samples of docs/http-api.md: they are written once. */
function readVerifications(): [string, string][] {
  const text = readFileSync(join(projectDirectory, 'docs', 'http-api.md'), 'utf8');
  const part = text.split('### Verifying an event')[1] ?? '';
  return [
    ['TypeScript', /```ts\n(.*?)\n```/s.exec(part)?.[1] ?? ''],
    ['Python', /```python\n(.*?)\n```/s.exec(part)?.[1] ?? ''],
  ];
}
