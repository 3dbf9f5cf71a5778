import { createHash } from 'node:crypto';

/** Crockford's alphabet: no I, L, O or U, so that an id can be read aloud. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 128 bits in base 32. */
const idLength = 26;
const idBytes = 16;

/** The account of that name of that tenant: the id is the hash of both, so that no lookup by name is needed. */
export function accountIdOf(tenantId: string, name: string): string {
  return `acc_${encode(hash('account', tenantId, name))}`;
}

/**
 * The job of an Idempotency-Key. As unguessable as the tenant's id, and the same for the same key: the conditional put
 * of the job itself is what makes a repeated request harmless.
 */
export function jobIdFrom(tenantId: string, idempotencyKey: string): string {
  return `inv_${encode(hash('job', tenantId, idempotencyKey))}`;
}

/** A job id nobody can guess. @param random at least 16 bytes from a cryptographic source. */
export function newJobId(random: Uint8Array): string {
  if (random.length < idBytes) {
    throw new RangeError(`a job id takes ${idBytes} random bytes`);
  }
  return `inv_${encode(random)}`;
}

/** True for anything that `jobIdFrom` or `newJobId` can have made. */
export function isJobId(text: string): boolean {
  return /^inv_[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text);
}

/** Length-prefixed by JSON, so that no two lists of parts hash alike. */
function hash(...parts: string[]): Uint8Array {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

function encode(bytes: Uint8Array): string {
  let value = BigInt(`0x${Buffer.from(bytes.subarray(0, idBytes)).toString('hex')}`);
  let text = '';
  for (let index = 0; index < idLength; index++) {
    text = alphabet.charAt(Number(value & 31n)) + text;
    value >>= 5n;
  }
  return text;
}
