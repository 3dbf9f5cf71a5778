import { BatchExecuteStatementCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { insertItems } from '../../../functions/aws/insert-items.ts';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { toItem } from '../../../functions/aws/job-table.ts';
import { createJobRecord, createJobRecords } from '../core/records.ts';
import { startTables } from './local-stores.ts';

const { client, jobsTable } = await startTables();
const store = createJobStore(client, jobsTable);

/** A client whose answers tell that the first statement of each request failed so, as often as there are codes. */
function failing(codes: string[]): { client: DynamoDBClient; asked: number[] } {
  const asked: number[] = [];
  async function send(command: BatchExecuteStatementCommand) {
    const { Statements = [] } = command.input;
    asked.push(Statements.length);
    const code = codes.shift();
    if (code === undefined) {
      return client.send(command);
    }
    const rest = Statements.slice(1);
    const answer =
      rest.length === 0
        ? undefined
        : await client.send(new BatchExecuteStatementCommand({ Statements: rest }));
    return { Responses: [{ Error: { Code: code } }, ...(answer?.Responses ?? [])] };
  }
  // The SDK's class has private members; what is tested calls `send` alone.
  return { client: { send } as unknown as DynamoDBClient, asked };
}

test('a hundred jobs are stored, and come back as they were', async () => {
  const jobs = createJobRecords(100).map((job) => ({
    ...job,
    tenantId: 'ten_hundred',
    request: { ...job.request, metadata: { order: '17' }, title: 'ünï "q" \'s\'' },
  }));
  expect(await store.createJobs(jobs)).toBe(100);
  const loaded = await store.loadJobs(jobs);
  expect(loaded.sort((a, b) => a.createdAtMs - b.createdAtMs)).toEqual(jobs);
});

test('a job that is there is left as it is, and the others are stored', async () => {
  const [first, second, third] = createJobRecords(3).map((job) => ({ ...job, tenantId: 'ten_there' }));
  if (first === undefined || second === undefined || third === undefined) {
    throw new Error('no three jobs');
  }
  await store.createJob({ ...second, version: 9 });
  expect(await store.createJobs([first, second, third])).toBe(2);
  expect(await store.getJob(second)).toMatchObject({ version: 9 });
  expect(await store.getJob(third)).toEqual(third);
});

test('of twenty equal requests at once each job is stored once', async () => {
  const jobs = createJobRecords(20).map((job) => ({ ...job, tenantId: 'ten_once' }));
  const created = await Promise.all(Array.from({ length: 20 }, () => store.createJobs(jobs)));
  expect(created.reduce((sum, each) => sum + each, 0)).toBe(20);
});

test('what DynamoDB does not take at first is sent again, and only that', async () => {
  const items = createJobRecords(3).map((job) => toItem({ ...job, tenantId: 'ten_again' }));
  const world = failing(['ThrottlingError', 'InternalServerError']);
  expect(await insertItems(world.client, jobsTable, items)).toBe(3);
  expect(world.asked).toEqual([3, 1, 1]);
});

test('when the first ones are refused, none is stored', async () => {
  const jobs = createJobRecords(60).map((job) => ({ ...job, tenantId: 'ten_first' }));
  const asked: number[] = [];
  const refusing = {
    async send({ input: { Statements = [] } }: BatchExecuteStatementCommand) {
      asked.push(Statements.length);
      return { Responses: Statements.map(() => ({ Error: { Code: 'ThrottlingError' } })) };
    },
    // As above.
  } as unknown as DynamoDBClient;
  await expect(insertItems(refusing, jobsTable, jobs.map(toItem))).rejects.toThrow('25 of 25 items');
  expect(asked).toEqual([25, 25, 25, 25]);
});

test('what DynamoDB takes at no try is an error, and the others are stored', async () => {
  const job = { ...createJobRecord(2), tenantId: 'ten_never' };
  const items = [toItem({ ...createJobRecord(1), tenantId: 'ten_never' }), toItem(job)];
  const world = failing(Array.from({ length: 4 }, () => 'ThrottlingError'));
  await expect(insertItems(world.client, jobsTable, items)).rejects.toThrow(
    'DynamoDB did not take 1 of 2 items: ThrottlingError',
  );
  expect(await store.getJob(job)).toEqual(job);
});
