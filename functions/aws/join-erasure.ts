import {
  type AttributeValue,
  DeleteItemCommand,
  PutItemCommand,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type JobRef, resultKeptMs } from '../core/job/job.ts';
import { maxLifeMs } from '../core/job-life.ts';
import type { JoinReads } from '../core/join/join-store.ts';
import {
  decisionKey,
  decisionSortKey,
  inviteOf,
  type JoinTable,
  personKeyOf,
  toSeconds,
} from './join-table.ts';

/** Forgets a person: what happened, what waits, and about whom decisions were. The counts of the links stay. */
export function createJoinErasure(
  { client, tableName, now }: JoinTable,
  eraseDecision: (operation: JobRef, userId: string) => Promise<void>,
): Pick<JoinReads, 'noteDecision' | 'erasePerson'> {
  return { noteDecision, erasePerson };

  async function noteDecision(operation: JobRef, userId: string): Promise<void> {
    await client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: marshall({
          ...decisionKey(operation),
          personKey: personKeyOf(operation.tenantId, userId),
          // As long as the operation itself is kept at most.
          expiresAt: toSeconds(now() + maxLifeMs + resultKeptMs),
        }),
      }),
    );
  }

  async function erasePerson(tenantId: string, userId: string): Promise<number> {
    const pages = paginateQuery(
      { client, pageSize: 100 },
      {
        TableName: tableName,
        IndexName: 'byPerson',
        KeyConditionExpression: 'personKey = :person',
        ExpressionAttributeValues: marshall({ ':person': personKeyOf(tenantId, userId) }),
      },
    );
    let erased = 0;
    for await (const { Items = [] } of pages) {
      await Promise.all(Items.map((item) => eraseRow(item, userId)));
      erased += Items.length;
    }
    return erased;
  }

  async function eraseRow({ pk, sk }: Record<string, AttributeValue>, userId: string): Promise<void> {
    if (pk === undefined || sk === undefined) {
      return;
    }
    if (sk.S === decisionSortKey) {
      await eraseDecision(inviteOf(String(pk.S)), userId);
    }
    await client.send(new DeleteItemCommand({ TableName: tableName, Key: { pk, sk } }));
  }
}
