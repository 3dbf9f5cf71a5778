import { QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Job } from '../../functions/core/job/job.ts';
import type { LinkEvent, TrackedLink } from '../../functions/core/join/join.ts';
import type { System } from './parts/system.ts';

/** What the joins table holds of an invite. */
export interface InviteRows {
  link: TrackedLink | undefined;
  events: LinkEvent[];
}

export async function readInviteRows(
  { stores }: System,
  { tenantId, jobId }: Pick<Job, 'tenantId' | 'jobId'>,
): Promise<InviteRows> {
  const { Items = [] } = await stores.client.send(
    new QueryCommand({
      TableName: stores.joinsTable,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: marshall({ ':pk': `${tenantId}#${jobId}` }),
      ConsistentRead: true,
    }),
  );
  const rows = Items.map((item) => unmarshall(item));
  return {
    link: rows.find(({ sk }) => sk === 'link') as TrackedLink | undefined,
    events: rows.filter(({ sk }) => String(sk).startsWith('event#')) as LinkEvent[],
  };
}

/** Every row of the tenant, as it lies in the table. */
export async function readTenantRows(
  { stores }: System,
  tenantId: string,
): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await stores.client.send(
    new ScanCommand({
      TableName: stores.joinsTable,
      FilterExpression: 'begins_with(pk, :tenant)',
      ExpressionAttributeValues: marshall({ ':tenant': tenantId }),
      ConsistentRead: true,
    }),
  );
  return Items.map((item) => unmarshall(item));
}
