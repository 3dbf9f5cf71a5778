import type { JsonSchema } from './schemas.ts';

export type HeaderName = keyof typeof headers;

const wholeSeconds = { type: 'integer', minimum: 1 };
const text = { type: 'string' };

/** Every header of an answer that means something to a caller. */
export const headers = {
  Location: { description: 'Path of what was made.', schema: { type: 'string', format: 'uri-reference' } },
  'Retry-After': {
    description:
      'Seconds after which it is worth asking again. It follows the wait and the place in the queue: a client that obeys it asks as seldom as can be.',
    schema: wholeSeconds,
  },
  'Idempotent-Replayed': {
    description: '`true` when an earlier request under the same Idempotency-Key was answered again.',
    schema: { type: 'string', enum: ['true'] },
  },
  'Preference-Applied': {
    description: 'The `wait` that was applied, in seconds: https://www.rfc-editor.org/rfc/rfc7240#section-3',
    schema: { type: 'string', pattern: '^wait=\\d+$' },
  },
  'RateLimit-Policy': {
    description:
      'Requests that the API key may make (`q`) in so many seconds (`w`): https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/',
    schema: { type: 'string', pattern: '^"default";q=\\d+;w=\\d+$' },
  },
  RateLimit: {
    description: 'Requests left (`r`) until the window ends, in so many seconds (`t`).',
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
      'The next page as `rel="next"`, the page of a problem as `rel="help"`: https://www.rfc-editor.org/rfc/rfc8288',
    schema: text,
  },
  'Content-Disposition': { description: 'A name for the file.', schema: text },
  'Cache-Control': { description: 'How long the answer may be kept.', schema: text },
  Vary: { description: 'What else than the path the answer depends on.', schema: text },
  'Content-Security-Policy': { description: 'The page loads nothing from elsewhere.', schema: text },
  'X-Content-Type-Options': { description: 'The content is what Content-Type says.', schema: text },
  'Referrer-Policy': { description: 'Links tell nobody where they were.', schema: text },
} satisfies Record<string, { description: string; schema: JsonSchema }>;

/** The headers under `components.headers`: those that some answer may have and need not. */
export function makeHeaders(names: HeaderName[]): Record<string, JsonSchema> {
  return Object.fromEntries(names.map((name) => [name, structuredClone(headers[name])]));
}

/** A header of one answer. One that is always there is said to be required. */
export function headerOf(name: HeaderName, isRequired: boolean): JsonSchema {
  return isRequired ? { ...headers[name], required: true } : { $ref: `#/components/headers/${name}` };
}
