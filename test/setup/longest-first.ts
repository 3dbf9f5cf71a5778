import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take half a minute and more. In a fresh checkout vitest knows no durations and goes by size, which begins some of them
 * last: then one core waits for them.
 */
const longest = [
  'integration/what-becomes-of-jobs',
  'integration/kept-system',
  'chaos/chaos',
  'chaos/mutants/mutants',
  'integration/what-is-asked',
  'cli/caller/real-stack',
  'infra/package',
  'integration/webhooks',
  'integration/worker-death',
  'infra/static-proof',
];

/** Begins the longest files first. vitest takes a class here. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = longest.findIndex((name) => moduleId.endsWith(`test/${name}.test.ts`));
  return rank < 0 ? longest.length : rank;
}
