import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take ten seconds and more. In a fresh checkout vitest knows no durations and goes by size, which begins some of them
 * last: then one core waits for them.
 */
const longest = [
  'integration/backup',
  'chaos/chaos',
  'chaos/mutants/mutants',
  'cli/account/login',
  'cli/account/import',
  'integration/what-becomes-of-jobs',
  'integration/kept-system',
  'console/browser/console',
  'console/browser/connect',
  'integration/redaction/bad-input-and-refusals',
  'integration/stopping',
  'cli/caller/real-stack',
  'integration/what-is-asked',
  'integration/redaction/broken-parts',
  'integration/webhooks',
  'cli/webhook/webhook',
  'integration/what-becomes-of-links',
  'integration/rotations',
  'integration/worker-death',
  'infra/package',
  'infra/static-proof',
  'cli/account/command-line',
  'cli/caller/command-line',
  'integration/commands',
  'cli/ops/repair',
  'integration/one-job-in-trouble',
  'integration/flood-waits',
  'integration/pace',
  'integration/examples',
  'cli/package',
  'client/package',
];

/**
 * Begins the files that have a process of their own, because a process that files share ends when such a file comes after it.
 * Then begins the longest ones. vitest takes a class here.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

function rankOf({ moduleId, project }: TestSpecification): number {
  const rank = longest.findIndex((name) => moduleId.endsWith(`test/${name}.test.ts`));
  const known = rank < 0 ? longest.length : rank;
  return project.config.isolate ? known - (longest.length + 1) : known;
}
