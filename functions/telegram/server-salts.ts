/** A server salt and when it begins, in Unix seconds. It is good for an hour; the next one begins half an hour after it. */
export interface ServerSalt {
  validSince: number;
  salt: bigint;
}

/** Five hours of salts, in 120 bytes: they are written with every lease, and DynamoDB counts each kilobyte of a row. */
export const maxServerSalts = 10;

/** With fewer future salts than this, more are requested. So an account has a good one after three hours without use. */
const fewServerSalts = 6;

/** A clock ahead of Telegram's must not use a salt too early. The previous salt is valid for half an hour more. */
const marginSeconds = 60;

const saltBytes = 12;

/** The server salts of one auth key: those that were stored, and those that the connection receives. */
export type ServerSalts = ReturnType<typeof createServerSalts>;

/**
 * @param stored what `toText` gave, or nothing. Unreadable text is ignored: a missing salt costs one round trip.
 * @param nowMs Telegram's clock.
 * @see https://core.telegram.org/mtproto/description#server-salt
 */
export function createServerSalts(stored: string | undefined, nowMs: () => number) {
  let known = readServerSalts(stored ?? '');

  return { current, areFew, noteCurrent, noteRefused, noteFuture, toText };

  /** The salt to send with; undefined when none is known. */
  function current(): bigint | undefined {
    const begun = known.findLast(({ validSince }) => validSince + marginSeconds <= nowSeconds());
    return (begun ?? known[0])?.salt;
  }

  function areFew(): boolean {
    return toCome().length < fewServerSalts;
  }

  /** The server has named its current salt. The salts that it named for later stay. */
  function noteCurrent(salt: bigint): void {
    if (!known.some((each) => each.salt === salt)) {
      known = [{ validSince: nowSeconds(), salt }, ...toCome()].slice(0, maxServerSalts);
    }
  }

  /** The server has refused a salt and named this one. The known salts belong to another key, or are too old. */
  function noteRefused(salt: bigint): void {
    known = [{ validSince: nowSeconds(), salt }];
  }

  /** The salts of the next hours, the current one among them. */
  function noteFuture(salts: ServerSalt[]): void {
    if (salts.length > 0) {
      known = salts.toSorted((a, b) => a.validSince - b.validSince).slice(0, maxServerSalts);
    }
  }

  function toText(): string | undefined {
    return known.length === 0 ? undefined : writeServerSalts(known);
  }

  function toCome(): ServerSalt[] {
    return known.filter(({ validSince }) => validSince > nowSeconds());
  }

  function nowSeconds(): number {
    return Math.floor(nowMs() / 1000);
  }
}

/** 12 bytes each, as base64: the start in Unix seconds, and the salt. */
export function writeServerSalts(salts: ServerSalt[]): string {
  const bytes = Buffer.alloc(salts.length * saltBytes);
  for (const [i, { validSince, salt }] of salts.entries()) {
    bytes.writeUInt32BE(validSince, i * saltBytes);
    bytes.writeBigInt64BE(salt, i * saltBytes + 4);
  }
  return bytes.toString('base64');
}

/** @returns an empty list for a text without salts. */
export function readServerSalts(text: string): ServerSalt[] {
  const bytes = Buffer.from(text, 'base64');
  return Array.from({ length: Math.floor(bytes.length / saltBytes) }, (_, i) => ({
    validSince: bytes.readUInt32BE(i * saltBytes),
    salt: bytes.readBigInt64BE(i * saltBytes + 4),
  }));
}
