import { DeleteItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { JoinReads } from '../core/join/join-store.ts';
import { type JoinTable, personKeyOf } from './join-table.ts';

/** Forgets a person: what happened, and what waits. The counts of the links stay. */
export function createJoinErasure({ client, tableName }: JoinTable): Pick<JoinReads, 'erasePerson'> {
  return { erasePerson };

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
      await Promise.all(
        Items.map(({ pk, sk }) =>
          client.send(
            new DeleteItemCommand({ TableName: tableName, Key: { pk, sk } as (typeof Items)[number] }),
          ),
        ),
      );
      erased += Items.length;
    }
    return erased;
  }
}
