import type { components } from './openapi.ts';

type Schemas = components['schemas'];

/** What the service tells a `callback_url`. `type` says which event it is. */
export type WebhookEvent = Schemas['InviteEvent'] | Schemas['OperationEvent'] | Schemas['LinkEvent'];

/** The event is not the service's, was changed on its way, or is too old. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
}

export interface ReceivedWebhook {
  /** The body as it arrived, byte for byte: not parsed and written anew. */
  body: string | Uint8Array;
  /** Of the request: a `Headers`, or an object with names in any case. */
  headers: Headers | Record<string, string | string[] | undefined>;
  /** `whsec_...`, as `npm run webhook -- secret` prints it. While a secret is replaced, both. */
  secret: string | string[];
  /** How far the time of the event may lie from now, in seconds. */
  toleranceSeconds?: number;
  now?(): number;
}

const usualToleranceSeconds = 300;

/**
 * Verifies the signature and the time of an event. An event may arrive more than once: a repeat has the same `id`.
 * @throws WebhookError where the event is not to be believed. Answer 400 then.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export async function verifyWebhook({
  body,
  headers,
  secret,
  toleranceSeconds = usualToleranceSeconds,
  now = Date.now,
}: ReceivedWebhook): Promise<{ id: string; event: WebhookEvent }> {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) =>
    readHeader(headers, `webhook-${name}`),
  );
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    throw new TypeError(
      'body must be the text or the bytes as they arrived: what is parsed already cannot be verified.',
    );
  }
  if (id === undefined || timestamp === undefined || signatures === undefined) {
    throw new WebhookError(
      'A header is missing: webhook-id, webhook-timestamp and webhook-signature are needed.',
    );
  }
  if (!(Math.abs(now() / 1000 - Number(timestamp)) <= toleranceSeconds)) {
    throw new WebhookError('The time of the event is too far from now.');
  }
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const signed = joinBytes(new TextEncoder().encode(`${id}.${timestamp}.`), bytes);
  const given = signatures
    .split(' ')
    .filter((each) => each.startsWith('v1,'))
    .map((each) => each.slice('v1,'.length));
  for (const one of [secret].flat()) {
    const key = await crypto.subtle.importKey(
      'raw',
      readSecret(one),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['verify'],
    );
    for (const each of given) {
      // It compares in constant time.
      if (await crypto.subtle.verify('HMAC', key, fromBase64(each), signed)) {
        return { id, event: readEvent(bytes) };
      }
    }
  }
  throw new WebhookError('No signature fits the event and the secret.');
}

function readEvent(bytes: Uint8Array): WebhookEvent {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new WebhookError('What is signed is no event: it is no JSON.');
  }
}

function readHeader(headers: ReceivedWebhook['headers'], name: string): string | undefined {
  if (headers instanceof Headers) {
    return headers.get(name) ?? undefined;
  }
  const found = Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1];
  return Array.isArray(found) ? found[0] : found;
}

function readSecret(secret: string | undefined): Uint8Array<ArrayBuffer> {
  const bytes = fromBase64((secret ?? '').replace(/^whsec_/, ''));
  if (bytes.length === 0) {
    throw new TypeError('The secret is no base64: npm run webhook -- secret prints it.');
  }
  return bytes;
}

/** Empty where the text is no base64. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

function joinBytes(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
