import type { JsonSchema } from './schemas.ts';

export type HeaderName = keyof typeof headers;

const wholeSeconds = { type: 'integer', minimum: 1 };
const text = { type: 'string' };

/** Every header of an answer that matters to a caller. */
export const headers = {
  Location: {
    description:
      'The path of the new invite, batch, operation or rotation; or the link that an address leads to.',
    schema: { type: 'string', format: 'uri-reference' },
  },
  'Retry-After': {
    description:
      'Ask again after this many seconds. The number is computed from the wait and the place in the queue, so that a client asks no more often than it needs to.',
    schema: wholeSeconds,
  },
  'Idempotent-Replayed': {
    description: '`true` when the answer repeats that of an earlier request with the same Idempotency-Key.',
    schema: { type: 'string', enum: ['true'] },
  },
  'Preference-Applied': {
    description: 'The `wait` that was applied, in seconds: https://www.rfc-editor.org/rfc/rfc7240#section-3',
    schema: { type: 'string', pattern: '^wait=\\d+$' },
  },
  'RateLimit-Policy': {
    description:
      'The requests that the API key may make (`q`) in a window of `w` seconds: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/',
    schema: { type: 'string', pattern: '^"default";q=\\d+;w=\\d+$' },
  },
  RateLimit: {
    description: 'The requests that are left (`r`), and the seconds until the window ends (`t`).',
    schema: { type: 'string', pattern: '^"default";r=\\d+;t=\\d+$' },
  },
  'WWW-Authenticate': {
    description: 'How to authenticate: https://www.rfc-editor.org/rfc/rfc6750#section-3',
    schema: text,
  },
  Allow: { description: 'The methods that the path takes.', schema: text },
  Accept: { description: 'The media type that the path takes.', schema: text },
  Link: {
    description:
      'The next page (`rel="next"`), the page about a problem (`rel="help"`), or where to revoke a link (`rel="revoke"`): https://www.rfc-editor.org/rfc/rfc8288',
    schema: text,
  },
  'Content-Disposition': { description: 'The name of the file.', schema: text },
  'Cache-Control': { description: 'How long the answer may be kept.', schema: text },
  'Content-Encoding': { description: '`gzip`, where the request takes it.', schema: text },
  ETag: { description: 'Names this version of the file, for `If-None-Match`.', schema: text },
  Vary: { description: 'The request headers that the answer depends on.', schema: text },
  'X-Robots-Tag': { description: 'Keeps the address out of search engines.', schema: text },
  'Content-Security-Policy': {
    description: 'Keeps the page from loading anything from elsewhere.',
    schema: text,
  },
  'X-Content-Type-Options': {
    description: 'Keeps browsers from guessing another content type.',
    schema: text,
  },
  'Referrer-Policy': {
    description: 'Keeps browsers from sending this address to linked pages.',
    schema: text,
  },
} satisfies Record<string, { description: string; schema: JsonSchema }>;

/** The headers under `components.headers`, as `refs` of answers name them. */
export function makeHeaders(names: string[]): Record<string, JsonSchema> {
  return Object.fromEntries(
    names.map((name) => {
      const header = structuredClone(headers[name.replace(requiredPrefix, '') as HeaderName]);
      return [name, name.startsWith(requiredPrefix) ? { ...header, required: true } : header];
    }),
  );
}

const requiredPrefix = 'Required-';

/** A header of one answer. A reference cannot say "required": so a header has two components. */
export function headerRef(name: HeaderName, isRequired: boolean): JsonSchema {
  return { $ref: `#/components/headers/${isRequired ? requiredPrefix : ''}${name}` };
}
