import { createHash } from 'node:crypto';

/** Crockford's alphabet: no I, L, O or U, so that an id can be read aloud. */
export const idAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

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

/** The job that asks again for what a failed one asked for: the same however often it is asked. */
export function jobIdOfRetry(tenantId: string, failedJobId: string): string {
  return `inv_${encode(hash('retry', tenantId, failedJobId))}`;
}

/** A job id nobody can guess. @param random at least 16 bytes from a cryptographic source. */
export function newJobId(random: Uint8Array): string {
  return `inv_${encode(checkLength(random))}`;
}

/** The invite that a link is adopted as. Each account that sees the link has one of its own. */
export function adoptedIdOf(tenantId: string, accountId: string, link: string): string {
  return `inv_${encode(hash('adopted', tenantId, accountId, link))}`;
}

/** True for anything that can be the id of a job. */
export function isJobId(text: string): boolean {
  return /^inv_[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text);
}

/** The operation of an Idempotency-Key, as `jobIdFrom` is the job of one. */
export function operationIdFrom(tenantId: string, idempotencyKey: string): string {
  return `op_${encode(hash('operation', tenantId, idempotencyKey))}`;
}

/** The operation on the link of an invite that a batch of operations has. */
export function operationIdInBatch(tenantId: string, batchId: string, inviteId: string): string {
  return `op_${encode(hash('operation in batch', tenantId, batchId, inviteId))}`;
}

/** The batch of operations of an Idempotency-Key. */
export function operationBatchIdFrom(tenantId: string, idempotencyKey: string): string {
  return `bat_${encode(hash('operation batch', tenantId, idempotencyKey))}`;
}

/** The watch of an account's chat. @param chatId as `TrackedLink` has it. */
export function watchIdOf(tenantId: string, accountId: string, chatId: string): string {
  return `op_${encode(hash('watch', tenantId, accountId, chatId))}`;
}

/** The tending of standing work of an account. */
export function tendingIdOf(tenantId: string, accountId: string, kind: string, name: string): string {
  return `op_${encode(hash('tending', tenantId, accountId, kind, name))}`;
}

/** The job that makes a pool's link of that number. */
export function poolLinkIdOf(tenantId: string, poolId: string, number: number): string {
  return `inv_${encode(hash('pool link', tenantId, poolId, String(number)))}`;
}

/** A pool. @param random at least 16 bytes from a cryptographic source. */
export function newPoolId(random: Uint8Array): string {
  return `pol_${encode(checkLength(random))}`;
}

/** A take from a pool under an Idempotency-Key: the same for the same key. */
export function takeIdFrom(tenantId: string, pool: string, idempotencyKey: string): string {
  return `tak_${encode(hash('take', tenantId, pool, idempotencyKey))}`;
}

/** The id of a take without a key, which tells its time. @param random at least 16 bytes from a cryptographic source. */
export function newTakeId(random: Uint8Array, atMs: number): string {
  return `tak_${encode(checkLength(random))}-${atMs}`;
}

/** When a take without a key was asked for; undefined for any other id. */
export function timeOfTake(takeId: string): number | undefined {
  const [, time] = takeId.split('-', 2);
  return time === undefined ? undefined : Number(time);
}

/** The job that makes a link where a take found none. */
export function jobIdOfTake(tenantId: string, takeId: string): string {
  return `inv_${encode(hash('job of take', tenantId, takeId))}`;
}

/** The edit that gives a taken link what its taker asked for. */
export function takenEditOf(tenantId: string, takeId: string): string {
  return `op_${encode(hash('taken edit', tenantId, takeId))}`;
}

/** The revocation of a link that no pool gives any more. */
export function dropRevocationOf(tenantId: string, inviteId: string): string {
  return `op_${encode(hash('drop', tenantId, inviteId))}`;
}

/** A look at who asks to join. @param parts what tells it from others of the tenant: whose requests, and about when. */
export function requestsLookIdOf(tenantId: string, ...parts: string[]): string {
  return `op_${encode(hash('requests look', tenantId, ...parts))}`;
}

/** The revocation of a single-use link. */
export function singleUseRevocationOf(tenantId: string, inviteId: string): string {
  return `op_${encode(hash('single use', tenantId, inviteId))}`;
}

/** A link of a rotation. @param createdAtMs of the rotation: one of the same name may come after it. */
export function rotatedLinkIdOf(
  tenantId: string,
  name: string,
  createdAtMs: number,
  periodMs: number,
  attempt: number,
): string {
  return `inv_${encode(hash('rotated link', tenantId, name, ...[createdAtMs, periodMs, attempt].map(String)))}`;
}

/** The revocation of a link that a rotation has replaced. */
export function rotationRevocationOf(tenantId: string, inviteId: string): string {
  return `op_${encode(hash('rotation revocation', tenantId, inviteId))}`;
}

/** An event at a link. @param parts what tells it from all others of the tenant: the chat and Telegram's id of the event, for one. */
export function eventIdOf(tenantId: string, ...parts: string[]): string {
  return `evt_${encode(hash('event', tenantId, ...parts))}`;
}

/** An operation's id nobody can guess. @param random at least 16 bytes from a cryptographic source. */
export function newOperationId(random: Uint8Array): string {
  return `op_${encode(checkLength(random))}`;
}

/** True for anything that can be the id of an operation. */
export function isOperationId(text: string): boolean {
  return /^op_[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text);
}

/** The batch of an Idempotency-Key, as `jobIdFrom` is the job of one. */
export function batchIdFrom(tenantId: string, idempotencyKey: string): string {
  return `bat_${encode(hash('batch', tenantId, idempotencyKey))}`;
}

/** A batch id nobody can guess. @param random at least 16 bytes from a cryptographic source. */
export function newBatchId(random: Uint8Array): string {
  return `bat_${encode(checkLength(random))}`;
}

/** True for anything that can be the id of a batch. */
export function isBatchId(text: string): boolean {
  return /^bat_[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text);
}

/** The job at that place of a batch: its items are found without a list of them. */
export function jobIdInBatch(tenantId: string, batchId: string, index: number): string {
  return `inv_${encode(hash('batch item', tenantId, batchId, String(index)))}`;
}

/** Orders a tenant's jobs by the time they were accepted; no two alike. It never changes. */
export function createdKeyOf({ createdAtMs, jobId }: { createdAtMs: number; jobId: string }): string {
  return `${toCreatedTime(createdAtMs)}#${jobId}`;
}

/** The last millisecond that `toCreatedTime` can write. */
export const endOfTimeMs = 10 ** 15 - 1;

/** The part of `createdKeyOf` that is the time: compares as text. */
export function toCreatedTime(timeMs: number): string {
  return String(timeMs).padStart(15, '0');
}

/** The job that a `createdKeyOf` names, or undefined for anything else. */
export function jobIdInCreatedKey(text: string): string | undefined {
  const [time = '', jobId = '', ...rest] = text.split('#');
  const isId = isJobId(jobId) || isOperationId(jobId);
  return /^\d{15}$/.test(time) && isId && rest.length === 0 ? jobId : undefined;
}

function checkLength(random: Uint8Array): Uint8Array {
  if (random.length < idBytes) {
    throw new RangeError(`an id takes ${idBytes} random bytes`);
  }
  return random;
}

/** Length-prefixed by JSON, so that no two lists of parts hash alike. */
function hash(...parts: string[]): Uint8Array {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

function encode(bytes: Uint8Array): string {
  let value = BigInt(`0x${Buffer.from(bytes.subarray(0, idBytes)).toString('hex')}`);
  let text = '';
  for (let index = 0; index < idLength; index++) {
    text = idAlphabet.charAt(Number(value & 31n)) + text;
    value >>= 5n;
  }
  return text;
}
