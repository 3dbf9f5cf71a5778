import type { IncomingMessage } from 'node:http';

/** The size of a typical first packet. */
const firstRoomBytes = 16 * 1024;

export interface BodyReaderOptions {
  /** The bytes held for all requests together. */
  maxHeldBytes: number;
  /** A body must arrive within this time. */
  timeoutMs: number;
}

/** The part of a body that was read. It counts as held until it is released. */
export interface HeldBody {
  bytes: Buffer;
  release(): void;
}

/** Why a body was not read to its end: there was no room, it came too slowly, or the client closed the connection. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly reason: 'no room' | 'too slow' | 'client gone';

  constructor(reason: BodyError['reason']) {
    super(reason);
    this.reason = reason;
  }
}

/** Reads the bodies of requests. One limit holds for each body, another for all bodies together. */
export function createBodyReader({ maxHeldBytes, timeoutMs }: BodyReaderOptions) {
  let heldBytes = 0;

  /**
   * @param maxBytes of a larger body only one more byte is read, which shows that it is larger. With 0 the body is not
   * read.
   * @throws BodyError; nothing is held then.
   */
  return async function readBody(request: IncomingMessage, maxBytes: number): Promise<HeldBody> {
    // The request has already emitted 'close', so no further event comes.
    if (request.destroyed) {
      throw new BodyError('client gone');
    }
    if (maxBytes === 0) {
      return { bytes: Buffer.alloc(0), release() {} };
    }
    // One buffer and not a list of chunks, because a body that is sent byte by byte must not take many times its size.
    let room: Buffer = Buffer.alloc(0);
    let length = 0;
    const { promise, resolve, reject } = Promise.withResolvers<HeldBody>();
    const timer = setTimeout(() => fail('too slow'), timeoutMs);
    function onClose() {
      return fail('client gone');
    }
    request.on('data', take).on('end', finish).on('close', onClose);
    // 'close' follows.
    request.on('error', () => {});
    return promise;

    function take(chunk: Buffer): void {
      const wanted = length + Math.min(chunk.length, maxBytes + 1 - length);
      if (wanted > room.length && !makeRoom(wanted)) {
        fail('no room');
        return;
      }
      length += chunk.copy(room, length, 0, wanted - length);
      if (length > maxBytes) {
        finish();
      }
    }

    function makeRoom(wanted: number): boolean {
      const size = Math.min(Math.max(wanted, 2 * room.length, firstRoomBytes), maxBytes + 1);
      if (heldBytes - room.length + size > maxHeldBytes) {
        return false;
      }
      heldBytes += size - room.length;
      const larger = Buffer.allocUnsafeSlow(size);
      room.copy(larger, 0, 0, length);
      room = larger;
      return true;
    }

    function finish(): void {
      stop();
      resolve({ bytes: room.subarray(0, length), release });
    }

    function fail(reason: BodyError['reason']): void {
      stop();
      release();
      reject(new BodyError(reason));
    }

    function stop(): void {
      clearTimeout(timer);
      request.off('data', take).off('end', finish).off('close', onClose).pause();
    }

    function release(): void {
      heldBytes -= room.length;
      room = Buffer.alloc(0);
    }
  };
}
