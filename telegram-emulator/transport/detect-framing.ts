import { ABRIDGED_TAG, createAbridgedFraming } from './abridged.ts';
import { type Framing, FramingError } from './framing.ts';
import { createFullFraming } from './full.ts';
import {
  createIntermediateFraming,
  createPaddedIntermediateFraming,
  INTERMEDIATE_TAG,
  PADDED_INTERMEDIATE_TAG,
} from './intermediate.ts';
import { createObfuscatedFraming, OBFUSCATED_HEADER_BYTES } from './obfuscated.ts';

/** First words an obfuscation header may not have, as HTTP uses the same port. */
const HTTP_WORDS = new Set(['GET ', 'POST', 'HEAD', 'OPTI']);

/**
 * A framing that finds out from a stream's first bytes which one the client speaks, and then is that one.
 * A full packet begins with its length and sequence number 0, which an obfuscation header may not have there.
 */
export function createDetectingFraming(): Framing {
  let head: Buffer = Buffer.alloc(0);
  let detected: Framing | undefined;

  function push(chunk: Buffer): Buffer[] {
    if (detected !== undefined) {
      return detected.push(chunk);
    }
    head = Buffer.concat([head, chunk]);
    const found = detectFraming(head);
    if (found === undefined) {
      return [];
    }
    detected = found.framing;
    return head.length > found.skip ? detected.push(head.subarray(found.skip)) : [];
  }

  function wrap(packet: Buffer): Buffer {
    if (detected === undefined) {
      throw new FramingError('nothing can be sent before the client has spoken');
    }
    return detected.wrap(packet);
  }

  return {
    get name() {
      return detected?.name ?? 'unknown';
    },
    push,
    wrap,
  };
}

function detectFraming(head: Buffer): { framing: Framing; skip: number } | undefined {
  if (head[0] === ABRIDGED_TAG) {
    return { framing: createAbridgedFraming(), skip: 1 };
  }
  if (head.length < 4) {
    return undefined;
  }
  const firstWord = head.readUInt32LE(0);
  if (firstWord === INTERMEDIATE_TAG) {
    return { framing: createIntermediateFraming(), skip: 4 };
  }
  if (firstWord === PADDED_INTERMEDIATE_TAG) {
    return { framing: createPaddedIntermediateFraming(), skip: 4 };
  }
  if (HTTP_WORDS.has(head.toString('latin1', 0, 4))) {
    throw new FramingError('HTTP is not spoken here');
  }
  if (head.length < 8) {
    return undefined;
  }
  if (head.readUInt32LE(4) === 0) {
    return { framing: createFullFraming(), skip: 0 };
  }
  if (head.length < OBFUSCATED_HEADER_BYTES) {
    return undefined;
  }
  return {
    framing: createObfuscatedFraming(head.subarray(0, OBFUSCATED_HEADER_BYTES)),
    skip: OBFUSCATED_HEADER_BYTES,
  };
}
