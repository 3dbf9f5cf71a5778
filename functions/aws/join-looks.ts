import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { inviteRefOf, type TrackedLink } from '../core/join/join.ts';
import type { LookResult, StoredEvent } from '../core/join/join-store.ts';
import { toJob } from './job-table.ts';
import { isSameWrite, updateOf } from './job-update.ts';
import { optional, updateLink } from './join-links.ts';
import {
  deliveryDue,
  type JoinTable,
  requestKey,
  toEventItem,
  toRequestItem,
  toUnattributedItem,
} from './join-table.ts';
import { transactWrite } from './transact-write.ts';

const noRequests = { put: [], remove: [] };

/** What looks at chats have found. A watch is a job: its row is in the jobs table. */
export function createLooks(table: JoinTable, jobsTable: string) {
  const { client, tableName } = table;
  return { saveLook };

  /** All or nothing, and once: a repeated write whose first answer was lost is told from one that meets another's. */
  async function saveLook({
    watch,
    events,
    links,
    unattributed,
    requests = noRequests,
  }: LookResult): Promise<boolean> {
    const writes: TransactWriteItem[] = [
      {
        Update: {
          TableName: jobsTable,
          ...updateOf(watch),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      ...links.map((link) => ({ Update: { TableName: tableName, ...updateCounts(link, events) } })),
      ...events.map((each) => ({
        Put: {
          TableName: tableName,
          Item: toEventItem(table, linkOf(each, links), each.event),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      })),
      ...listStored(unattributed).map((join) => ({
        Put: { TableName: tableName, Item: toUnattributedItem(table, placeOf(watch), join) },
      })),
      ...requests.put.map((request) => ({
        Put: { TableName: tableName, Item: toRequestItem(table, placeOf(watch), request) },
      })),
      ...requests.remove.map(({ userId }) => ({
        Delete: { TableName: tableName, Key: marshall(requestKey(placeOf(watch), userId)) },
      })),
    ];
    const refusals = await transactWrite(client, writes);
    const [met] = refusals.filter(({ index }) => index === 0);
    return refusals.length === 0 || (met?.item !== undefined && isSameWrite(toJob(met.item), watch));
  }

  /** The delivery is the webhook function's. Where new events are to be delivered, the sweeper finds the link if no message does. */
  function updateCounts(link: TrackedLink, events: StoredEvent[]) {
    const { delivery, ...counts } = link;
    const isTold = delivery !== undefined && events.some(({ invite }) => invite.jobId === link.jobId);
    return updateLink(
      link,
      { ...optional, ...counts },
      {
        firsts: isTold ? deliveryDue(table, link) : {},
        condition: 'attribute_exists(pk)',
      },
    );
  }

  /** Nobody could read it. */
  function listStored(unattributed: LookResult['unattributed']) {
    return table.retentionDays === 0 ? [] : unattributed;
  }
}

function placeOf({ tenantId, accountId, watch }: LookResult['watch']) {
  return { tenantId, accountId, chatId: watch?.chatId ?? '' };
}

/** An event changes the counts of its link. */
function linkOf({ invite }: StoredEvent, links: TrackedLink[]): TrackedLink {
  const link = links.find((each) => inviteRefOf(each).jobId === invite.jobId);
  if (link === undefined) {
    throw new Error(`an event of ${invite.jobId} comes without its link`);
  }
  return link;
}
