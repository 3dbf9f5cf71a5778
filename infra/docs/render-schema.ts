import { escapeHtml } from '../../functions/api/page-style.ts';
import type { JsonSchema } from '../openapi/schemas.ts';
import type { OpenApiDocument } from '../openapi.ts';
import { nameOf, resolve } from './read-document.ts';
import { breakable, type Places, renderLine, renderText } from './render-text.ts';

export interface Schemas {
  document: OpenApiDocument;
  places: Places;
  /** Where a schema is told: its own place, or that of the operation whose body it is. */
  anchors: Map<string, string>;
  /** Of what the service sends, the page says what may be absent; of what it takes, what is required. */
  isSent?: true;
}

/** The fields of an object, one below the other. Fields of fields fold up. */
export function renderFields(schemas: Schemas, schema: JsonSchema): string {
  const variants = (schema.oneOf ?? []) as JsonSchema[];
  if (schema.properties === undefined && variants.some(({ properties }) => properties)) {
    return variants
      .map(
        (variant, index) =>
          `<p class="quiet">${index === 0 ? 'Either' : 'Or'}</p>${renderFields(schemas, variant)}`,
      )
      .join('');
  }
  const required = (schema.required ?? []) as string[];
  const fields = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  return fields.length === 0
    ? ''
    : `<dl class="fields">${fields.map(([name, field]) => renderField(schemas, { name, schema: field, isRequired: required.includes(name) })).join('')}</dl>`;
}

export interface Field {
  name: string;
  schema: JsonSchema;
  isRequired: boolean;
  /** Where a parameter is sent, and what it may be: for the form that sends a request. */
  data?: Record<string, string>;
}

/** One field or parameter: its name, its type, what it means. */
export function renderField(schemas: Schemas, { name, schema, isRequired, data = {} }: Field): string {
  const attributes = Object.entries(data).map(([key, value]) => ` data-${key}="${escapeHtml(value)}"`);
  const description =
    schema.description === undefined ? '' : renderText(String(schema.description), schemas.places);
  return `<div class="field"${attributes.join('')}><dt><code>${breakable(name)}</code> <span class="mark">${describeType(schemas, schema)}</span>${markPresence(schemas, isRequired)}</dt><dd>${description}${renderLimits(schemas, schema)}${renderNested(schemas, schema)}</dd></div>`;
}

function markPresence({ isSent }: Schemas, isRequired: boolean): string {
  if (isSent === true) {
    return isRequired ? '' : '<span class="mark">, may be absent</span>';
  }
  return isRequired ? ' <span class="must">required</span>' : '';
}

/** The type of a value in a few words. */
export function describeType(schemas: Schemas, schema: JsonSchema): string {
  const name = nameOf(schema);
  if (name !== undefined) {
    const anchor = schemas.anchors.get(name);
    return anchor === undefined ? escapeHtml(name) : `<a href="#${anchor}">${escapeHtml(name)}</a>`;
  }
  const variants = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (variants !== undefined) {
    return [...new Set(variants.map((variant) => describeType(schemas, variant)))].join(' or ');
  }
  if (schema.type === 'array') {
    return `array of ${describeType(schemas, (schema.items ?? {}) as JsonSchema)}`;
  }
  const values = (schema.enum ?? (schema.const === undefined ? [] : [schema.const])) as unknown[];
  const types = [...new Set(values.map((value) => typeof value))];
  const type = [schema.type ?? types].flat().join(' or ') || 'any';
  return schema.format === undefined ? type : `${type}, ${schema.format}`;
}

function renderLimits({ places }: Schemas, schema: JsonSchema): string {
  const values = (schema.enum ?? (schema.const === undefined ? [] : [schema.const])) as unknown[];
  const examples = (schema.examples ?? []) as unknown[];
  const parts = [
    values.length === 0
      ? ''
      : values.length === 1
        ? `${listCode(values)} only`
        : `one of ${listCode(values)}`,
    describeRange(schema.minimum, schema.maximum),
    describeRange(schema.minItems, schema.maxItems, ' items'),
    describeRange(undefined, schema.maxLength, ' characters'),
    schema.default === undefined ? '' : `without it, ${listCode([schema.default])}`,
    examples.length === 0 ? '' : `such as ${listCode(examples)}`,
  ];
  const text = parts.filter(Boolean).join('; ');
  return text === ''
    ? ''
    : `<p class="quiet">${renderLine(text.charAt(0).toUpperCase() + text.slice(1), places)}</p>`;
}

/** `1` to `200`. That a count is not negative says nothing. */
function describeRange(min: unknown, max: unknown, unit = ''): string {
  if (max === undefined) {
    return min === undefined || min === 0 ? '' : `at least \`${min}\`${unit}`;
  }
  const from = min === undefined ? 'at most ' : `\`${min}\` to `;
  return min === max ? `\`${min}\` only` : `${from}\`${max}\`${unit}`;
}

function listCode(values: unknown[]): string {
  return values.map((value) => `\`${value}\``).join(', ');
}

/** The fields of a field that is an object, or a list of objects, and is told nowhere else. */
function renderNested(schemas: Schemas, schema: JsonSchema): string {
  const inner = (schema.type === 'array' ? (schema.items ?? {}) : schema) as JsonSchema;
  const fields = nameOf(inner) === undefined ? renderFields(schemas, inner) : '';
  return fields === '' ? '' : `<details><summary>Fields</summary>${fields}</details>`;
}

/** The schemas that answers and events lead to, in the order of the document. */
export function listObjects(document: OpenApiDocument, roots: JsonSchema[]): string[] {
  const found = new Set<string>();
  function collect(part: unknown) {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      if (!found.has(name)) {
        found.add(name);
        collect(resolve(document, { $ref: `#/components/schemas/${name}` }));
      }
    }
  }
  collect(roots);
  return Object.keys(document.components.schemas ?? {}).filter((name) => found.has(name));
}
