/** Links are counted by steps of this length. They begin at whole multiples of it. */
export const stepMs = 5 * 60_000;

/** Steps that are kept: six hours. */
export const keptSteps = 72;

/** Links that an account has made, by steps. */
export interface MadeLinks {
  /** The first step that is counted: it is not known what was made before. */
  firstStep: number;
  /** From that step on. None were made in steps after the last. */
  counts: number[];
}

export function stepOf(atMs: number): number {
  return Math.floor(atMs / stepMs);
}

/** The counts with these links. @param madeAtMs when each was made. */
export function addMade(made: MadeLinks | undefined, madeAtMs: readonly number[], nowMs: number): MadeLinks {
  const steps = madeAtMs.map(stepOf);
  const oldest = stepOf(nowMs) - keptSteps + 1;
  const first = Math.max(made?.firstStep ?? Math.min(stepOf(nowMs), ...steps), oldest);
  const length = Math.max(stepOf(nowMs), ...steps) - first + 1;
  const counts = Array.from({ length }, (_, index) => countAt(made, first + index) ?? 0);
  for (const step of steps.filter((each) => each >= first)) {
    counts[step - first] = (counts[step - first] ?? 0) + 1;
  }
  return { firstStep: first, counts: counts.slice(0, counts.findLastIndex((count) => count > 0) + 1) };
}

/** Links made in a step; undefined where it is not known. */
export function countAt(made: MadeLinks | undefined, step: number): number | undefined {
  return made === undefined || step < made.firstStep ? undefined : (made.counts[step - made.firstStep] ?? 0);
}

const stepBytes = 4;
const countBytes = 2;
const maxCount = 2 ** (8 * countBytes) - 1;

/** As it is stored, 148 bytes at most: the row is written with every lease, and DynamoDB counts each kilobyte of it. */
export function packMade({ firstStep, counts }: MadeLinks): Buffer {
  const bytes = Buffer.alloc(stepBytes + counts.length * countBytes);
  bytes.writeUIntBE(firstStep, 0, stepBytes);
  for (const [index, count] of counts.entries()) {
    bytes.writeUIntBE(Math.min(count, maxCount), stepBytes + index * countBytes, countBytes);
  }
  return bytes;
}

export function unpackMade(stored: Uint8Array): MadeLinks {
  const bytes = Buffer.from(stored);
  const length = Math.floor((bytes.length - stepBytes) / countBytes);
  return {
    firstStep: bytes.readUIntBE(0, stepBytes),
    counts: Array.from({ length }, (_, index) =>
      bytes.readUIntBE(stepBytes + index * countBytes, countBytes),
    ),
  };
}
