import crypto, { createHash } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Replaces the machine's randomness by draws from a text, so that ids, keys and jitters are the same in every run of a
 * seed.
 */
export function installRandomness(): { reseed(text: string): void } {
  let seed = `${process.pid} ${process.hrtime.bigint()}`;
  let blocks = 0;
  let left: Buffer = Buffer.alloc(0);

  /** SHA-256 over the text and a counter: no two texts share their draws. */
  function draw(count: number): Buffer {
    while (left.length < count) {
      blocks += 1;
      left = Buffer.concat([left, createHash('sha256').update(`${seed} ${blocks}`).digest()]);
    }
    const drawn = Buffer.from(left.subarray(0, count));
    left = left.subarray(count);
    return drawn;
  }

  function randomBytes(size: number, callback?: (error: null, bytes: Buffer) => void): Buffer | undefined {
    if (callback === undefined) {
      return draw(size);
    }
    const bytes = draw(size);
    setImmediate(() => callback(null, bytes));
    return undefined;
  }

  function randomUUID(): string {
    const bytes = draw(16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = bytes.toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  function fill<T extends ArrayBufferView>(view: T): T {
    draw(view.byteLength).copy(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    return view;
  }

  function random() {
    return draw(6).readUIntBE(0, 6) / 2 ** 48;
  }

  function randomInt(from: number, to?: number) {
    return to === undefined ? Math.floor(random() * from) : from + Math.floor(random() * (to - from));
  }

  Object.assign(crypto, { randomBytes, randomUUID, randomInt, randomFillSync: fill });
  syncBuiltinESMExports();
  Object.assign(Math, { random });
  for (const [name, value] of Object.entries({ randomUUID, getRandomValues: fill })) {
    Object.defineProperty(globalThis.crypto, name, { value, configurable: true });
  }
  return {
    reseed(text) {
      seed = text;
      blocks = 0;
      left = Buffer.alloc(0);
    },
  };
}
