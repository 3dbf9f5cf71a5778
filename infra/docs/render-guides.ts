import { type ErrorType, errorClasses } from '../../functions/api/error-types.ts';
import { escapeHtml } from '../../functions/api/page-style.ts';
import type { JsonSchema } from '../openapi/schemas.ts';
import type { OpenApiDocument } from '../openapi.ts';
import type { DocumentedOperation, Parameter, Problem } from './read-document.ts';
import { linkError, renderCode, renderProblem } from './render-operation.ts';
import { renderField, renderFields, type Schemas } from './render-schema.ts';
import { renderLine, renderText } from './render-text.ts';

/** What a reader needs before the first request. */
const start = `Ask for an invite link with \`POST /v1/invites\`: the answer is \`202\` with an \`id\`, a worker makes the link through a Telegram account of yours
within the limits of Telegram, and \`GET /v1/invites/{id}\` tells what came of it.

- **Key.** Send \`Authorization: Bearer isk_...\`; each operation names the scope that the key needs.
- **Repeat.** With an \`Idempotency-Key\`, a POST, PATCH or DELETE counts once, however often it arrives.
- **Refused** requests store nothing and are answered with [problem details](https://www.rfc-editor.org/rfc/rfc9457): decide by \`type\`.
- **Failed** is what was accepted and then has an \`error\`: Telegram's own \`type\`, and a \`class\` that says what to do.`;

export function renderStart(schemas: Schemas): string {
  return `${renderText(start, schemas.places)}
<p class="quiet"><a href="#rules">All rules</a> · <a href="#webhooks">Webhooks</a> · <a href="#objects">Objects</a> · <a href="/problems">Problems and errors</a> · <a href="/v1/openapi.json">OpenAPI 3.1</a></p>`;
}

/** A part of the page after the operations. */
export function renderPart(id: string, title: string, body: string): string {
  return `<section class="part" id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title"><a href="#${id}">${title}</a></h2>${body}</section>`;
}

export function renderHeaders({ document, places }: Schemas): string {
  const headers = Object.entries(document.components.headers ?? {}).map(
    ([name, { description }]) => [name.replace(/^Required-/, ''), String(description)] as const,
  );
  const rows = [...new Map(headers)].map(
    ([name, description]) =>
      `<div class="field"><dt><code>${name}</code></dt><dd><p>${renderLine(description, places)}</p></dd></div>`,
  );
  return `<dl class="fields">${rows.join('')}</dl>`;
}

export function renderRequestHeaders(schemas: Schemas): string {
  // As in read-document.ts.
  const parameters = Object.values(schemas.document.components.parameters ?? {}) as unknown as Parameter[];
  const fields = parameters
    .filter((parameter) => parameter.in === 'header')
    .map(({ name, description, schema }) =>
      renderField(schemas, { name, schema: { ...schema, description }, isRequired: false }),
    );
  return `<dl class="fields">${fields.join('')}</dl>`;
}

export function renderCommonProblems(problems: Problem[]): string {
  return `<p>Each has a page that says what it means and what to do. <a href="/problems">All problems</a>.</p><ul class="errors">${problems.map(renderProblem).join('')}</ul>`;
}

/** No operation is the cause of these. */
const waitClasses = [
  'flood',
  'transient',
  'account_halted',
  'session_dead',
  'app',
  'moved',
  'account',
  'bug',
] as const;

export function renderWaits(errorTypes: ErrorType[]): string {
  const groups = waitClasses.map((errorClass) => {
    const types = errorTypes.filter((error) => error.class === errorClass && !error.isOfLogin);
    return `<div class="field"><dt><code>${errorClass}</code></dt><dd><p>${escapeHtml(errorClasses[errorClass])}</p><p class="quiet">${types.map(({ type }) => linkError(type)).join(', ')}</p></dd></div>`;
  });
  return `<p>These come from the account, from Telegram or from this service, whatever was asked for. They are in <code>wait.reason</code> of what waits, and in <code>error</code> of what is <code>blocked</code>. Of these classes, <code>bug</code> alone ends an invite.</p><dl class="fields">${groups.join('')}</dl>`;
}

export function renderWebhook(schemas: Schemas, webhook: DocumentedOperation): string {
  const { id, summary, description, body } = webhook;
  const name = String(body?.schema.$ref).split('/').at(-1) ?? '';
  const schema = schemas.document.components.schemas?.[name] ?? {};
  const example =
    body?.example === undefined ? '' : renderCode('Event', JSON.stringify(body.example, null, 2));
  return `<section class="operation" id="${id}"><div class="told"><h3><a href="#${id}">${escapeHtml(summary)}</a></h3>${renderText(description, schemas.places)}${renderFields({ ...schemas, isSent: true }, schema)}</div><div class="shown">${example}</div></section>`;
}

export function renderVerification(
  schemas: Schemas,
  webhook: DocumentedOperation,
  samples: [string, string][],
): string {
  const headers = webhook.parameters.map(({ name, description, schema }) =>
    renderField({ ...schemas, isSent: true }, { name, schema: { ...schema, description }, isRequired: true }),
  );
  return `<section class="operation" id="verify"><div class="told"><h3><a href="#verify">Verify an event</a></h3><p>Verify the body as it arrived, byte for byte, before you parse it. <code>npm run webhook -- secret</code> prints the secret.</p><dl class="fields">${headers.join('')}</dl></div><div class="shown">${samples.map(([title, code]) => renderCode(title, code)).join('')}</div></section>`;
}

export function renderObjects(schemas: Schemas, names: string[]): string {
  return names
    .map((name) => {
      const schema = schemas.document.components.schemas?.[name] as JsonSchema;
      const id = schemas.anchors.get(name);
      return `<section class="object" id="${id}"><h3><a href="#${id}">${name}</a></h3>${renderText(String(schema.description ?? ''), schemas.places)}${renderFields({ ...schemas, isSent: true }, schema)}</section>`;
    })
    .join('');
}

export function describeTags(document: OpenApiDocument): Map<string, string> {
  const tags = document.tags as { name: string; description: string }[];
  return new Map(tags.map(({ name, description }) => [name, description]));
}
