import { beforeAll, expect, test } from 'vitest';
import type { CloudFormationTemplate } from '../../../infra/cloudformation-template.ts';
import {
  type ConcurrencySizes,
  checkConcurrency,
  findExcess,
  findMisfit,
} from '../../../infra/deploy/check-concurrency.ts';
import { readPackagedTemplate } from '../../../infra/package.ts';

const sizes: ConcurrencySizes = {
  worker: 2,
  webhook: 2,
  sweeper: 1,
  dueShards: 4,
  heldAnswers: 4,
  reservedApi: undefined,
};
let template: CloudFormationTemplate;
beforeAll(async () => {
  template = await readPackagedTemplate();
}, 60_000);

test.each([
  ['workerConcurrency must be', { worker: 1 }],
  ['webhookConcurrency must be', { webhook: 1001 }],
  ['workerConcurrency must be', { worker: Number.NaN }],
  ['sweepers (5) must not be above dueShards (4)', { sweeper: 5 }],
  ['heldAnswers must be', { heldAnswers: 3 }],
  ['apiConcurrency (4) must be above heldAnswers (4)', { reservedApi: 4 }],
])('%s ...: sizes that do not fit each other are found', (said, wrong) => {
  expect(findMisfit({ ...sizes, ...wrong })).toContain(said);
});

test('sizes above the quota are told with what makes them up', () => {
  expect(findExcess(sizes, 10)).toBeUndefined();
  expect(findExcess({ ...sizes, sweeper: 2 }, 10)).toContain('2 of the sweeper');
  expect(findExcess({ ...sizes, worker: 3 }, 10)).toContain(
    'needs 11 concurrent executions (3 of the worker, 2 of the webhook function, 1 of the sweeper, 5 of the API)',
  );
});

test('what is reserved needs 100 more that stay unreserved', () => {
  expect(findExcess({ ...sizes, reservedApi: 5 }, 110)).toBeUndefined();
  expect(findExcess({ ...sizes, reservedApi: 5 }, 109)).toContain('100 that AWS leaves unreserved');
});

test('a stage that does not fit into its AWS account is refused before anything is deployed', async () => {
  const notes: string[] = [];
  const terminal = { note: (text: string) => void notes.push(text) };
  await expect(checkConcurrency(template, async () => 9, terminal)).rejects.toThrow(
    /needs 10 .* has 9 .*Nothing was deployed/,
  );
  await checkConcurrency(template, async () => 10, terminal);
  expect(notes).toEqual([]);
});

test('a quota that cannot be read hinders nothing, and what is needed is told', async () => {
  const notes: string[] = [];
  await checkConcurrency(template, () => Promise.reject(new Error('denied')), {
    note: (text) => void notes.push(text),
  });
  expect(notes).toEqual([expect.stringContaining('needs 10')]);
});
