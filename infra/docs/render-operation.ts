import type { ErrorType } from '../../functions/api/error-types.ts';
import { escapeHtml } from '../../functions/api/page-style.ts';
import type { Answer, DocumentedOperation, Parameter, Problem } from './read-document.ts';
import { describeType, renderField, renderFields, type Schemas } from './render-schema.ts';
import { breakable, escapeText, renderLine, renderText } from './render-text.ts';
import { writeSamples } from './write-samples.ts';

export interface OperationContext {
  schemas: Schemas;
  /** The problems that every request with a key can meet: told once, for all operations. */
  common: string[];
  errorTypes: ErrorType[];
  operations: DocumentedOperation[];
}

/** An operation: on the left what it is, on the right how it is asked for and answered. */
export function renderOperation(context: OperationContext, operation: DocumentedOperation): string {
  const { id, method, path, summary, description, body } = operation;
  const { schemas } = context;
  const data = body?.example === undefined ? '' : ` data-body="${escapeHtml(JSON.stringify(body.example))}"`;
  return `<section class="operation" id="${id}" data-method="${method}" data-path="${path}" data-key="${operation.hasKey}"${data}>
<div class="told"><h3><a href="#${id}">${escapeText(summary)}</a></h3>
<p class="route">${renderMethod(method)} <code>${breakable(path)}</code></p>
${renderText(description, schemas.places)}${renderScope(operation)}${renderParameters(schemas, operation)}${renderBody(schemas, operation)}
<h4>Answers</h4><dl class="fields">${operation.answers.map((answer) => renderAnswer(schemas, answer)).join('')}</dl>
${renderErrors(context, operation)}</div>
<div class="shown">${renderSamples(operation)}${operation.answers.map(renderExample).join('')}</div></section>`;
}

export function renderMethod(method: string): string {
  return `<span class="method ${method.toLowerCase()}">${method}</span>`;
}

function renderScope({ scope, hasKey }: DocumentedOperation): string {
  if (!hasKey) {
    return '<p class="quiet">Needs no API key.</p>';
  }
  return scope === undefined ? '' : `<p class="quiet">Scope of the key: <code>${scope}</code></p>`;
}

function renderParameters(schemas: Schemas, { parameters }: DocumentedOperation): string {
  const [headers, others] = [true, false].map((isHeader) =>
    parameters.filter(({ in: place }) => (place === 'header') === isHeader),
  ) as [Parameter[], Parameter[]];
  // Headers are those of many operations: they are told once.
  const named = headers.map(({ name }) => `<code data-in="header" data-name="${name}">${name}</code>`);
  const fields = others.map(({ name, in: place, required, description, schema, example }) =>
    renderField(schemas, {
      name,
      schema: { ...schema, description },
      isRequired: required === true,
      data: { name, in: place, ...(example === undefined ? {} : { example }) },
    }),
  );
  return [
    named.length === 0
      ? ''
      : `<p class="quiet"><a href="#request-headers">Headers</a>: ${named.join(', ')}</p>`,
    fields.length === 0 ? '' : `<h4>Parameters</h4><dl class="fields">${fields.join('')}</dl>`,
  ].join('');
}

function renderBody(schemas: Schemas, { body }: DocumentedOperation): string {
  if (body === undefined) {
    return '';
  }
  const name = String(body.schema.$ref).split('/').at(-1) ?? '';
  const schema = schemas.document.components.schemas?.[name] ?? {};
  const said = schema.description === undefined ? '' : renderText(String(schema.description), schemas.places);
  return `<h4>Body${body.isRequired ? '' : ' (may be left out)'}</h4>${said}${renderFields(schemas, schema)}`;
}

function renderAnswer(
  schemas: Schemas,
  { status, description, schema, headers, mediaTypes }: Answer,
): string {
  const type = schema === undefined ? mediaTypes.join(', ') : describeType(schemas, schema);
  const names = headers.map((name) => `<code>${breakable(name)}</code>`).join(', ');
  const said = names === '' ? '' : `<p class="quiet"><a href="#headers">Headers</a>: ${names}</p>`;
  return `<div class="field"><dt><code>${status}</code> <span class="mark">${type}</span></dt><dd>${renderText(description, schemas.places)}${said}</dd></div>`;
}

function renderErrors(context: OperationContext, operation: DocumentedOperation): string {
  const { common } = context;
  const own = operation.problems.filter(({ slug }) => !common.includes(slug));
  const isCommon = operation.problems.some(({ slug }) => common.includes(slug));
  const problems = [
    ...own.map(renderProblem),
    ...(isCommon ? ['<li><a href="#problems">Those of every request</a></li>'] : []),
  ];
  const count = own.length + operation.errors.length;
  return problems.length + count === 0
    ? ''
    : `<details class="fold"><summary>Errors${count === 0 ? '' : ` (${count})`}</summary><h4>Refused</h4><ul class="errors">${problems.join('')}</ul>${renderJobErrors(context, operation)}</details>`;
}

/** Operations that end in the same errors tell them once: in the first one. */
function renderJobErrors(
  { schemas, errorTypes, operations }: OperationContext,
  { id, errors }: DocumentedOperation,
): string {
  if (errors.length === 0) {
    return '';
  }
  const first = operations.find((each) => each.errors.join() === errors.join());
  const items =
    first === undefined || first.id === id
      ? errorTypes
          .filter(({ type }) => errors.includes(type))
          .map(({ type, means }) => `${linkError(type)} ${renderLine(means, schemas.places)}`)
      : [`The ${errors.length} of <a href="#${first.id}">${escapeText(first.summary)}</a>`];
  const waits = '<a href="#waits">What it can wait for</a>';
  return `<h4>After it was accepted: <code>error.type</code></h4><ul class="errors">${[...items, waits].map((item) => `<li>${item}</li>`).join('')}</ul>`;
}

export function renderProblem({ slug, title, status }: Problem): string {
  return `<li><a href="/problems/${slug}"><code>${breakable(slug)}</code></a> <span class="mark">${status}</span> ${escapeText(title)}</li>`;
}

export function linkError(type: string): string {
  return `<a href="/problems/${type}"><code>${breakable(type)}</code></a>`;
}

function renderSamples(operation: DocumentedOperation): string {
  const samples = writeSamples(operation).map(({ language, title, code }) =>
    renderCode(title, code, ` data-language="${language}"`),
  );
  return `<div class="samples">${samples.join('')}</div><details class="try"><summary>Try it</summary></details>`;
}

/** Without a script, all languages stand one below the other, each under its name, and nothing can be tried. */
export function renderCode(title: string, code: string, attributes = ''): string {
  return `<figure class="sample"${attributes}><figcaption>${title}</figcaption><pre><code>${escapeText(code)}</code></pre></figure>`;
}

function renderExample({ status, example }: Answer): string {
  return example === undefined
    ? ''
    : `<figure class="example"><figcaption><span>Answer <code>${status}</code></span></figcaption><pre><code>${escapeText(JSON.stringify(example, null, 2))}</code></pre></figure>`;
}
