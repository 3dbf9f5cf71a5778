import type { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { batchGet } from '../../../functions/aws/batch-get.ts';

function keyOf(name: string) {
  return { pk: { S: name } };
}

/** A DynamoDB that answers each request with the items of those keys, and leaves the others unprocessed. */
function createThrottledClient(...processed: string[][]) {
  const asked: string[][] = [];
  const client = {
    async send({ input }: BatchGetItemCommand) {
      const names = (input.RequestItems?.things?.Keys ?? []).map(({ pk }) => pk?.S ?? '');
      const now = processed.shift();
      if (now === undefined || input.RequestItems?.things?.ConsistentRead !== true) {
        throw new Error('unexpected call');
      }
      asked.push(names);
      const left = names.filter((name) => !now.includes(name));
      return {
        Responses: { things: now.map(keyOf) },
        UnprocessedKeys: { things: { Keys: left.map(keyOf) } },
      };
    },
  };
  return { client: client as unknown as DynamoDBClient, asked };
}

test('what DynamoDB leaves out of an answer is asked for again', async () => {
  const { client, asked } = createThrottledClient(['a', 'c'], ['b']);
  const items = await batchGet(client, 'things', ['a', 'b', 'c'].map(keyOf));
  expect(items.map(({ pk }) => pk?.S)).toEqual(['a', 'c', 'b']);
  expect(asked).toEqual([['a', 'b', 'c'], ['b']]);
});

test('a DynamoDB that answers nothing at all is a fault, not a reason to ask for ever', async () => {
  const { client } = createThrottledClient(['a'], []);
  await expect(batchGet(client, 'things', ['a', 'b'].map(keyOf))).rejects.toThrow('throttled');
});

test('no more than a hundred keys are named at once', async () => {
  const names = Array.from({ length: 150 }, (_, index) => `${index}`);
  const { client, asked } = createThrottledClient(names.slice(0, 100), names.slice(100));
  expect(await batchGet(client, 'things', names.map(keyOf))).toHaveLength(150);
  expect(asked.map(({ length }) => length)).toEqual([100, 50]);
});

test('nothing is asked for when nothing is named', async () => {
  const { client } = createThrottledClient();
  expect(await batchGet(client, 'things', [])).toEqual([]);
});
