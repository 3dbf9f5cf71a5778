import type { Update } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { callbackDue } from '../core/callback/webhook-callback.ts';
import type { Job } from '../core/job/job.ts';
import { schemaVersion } from '../core/schema-version.ts';
import { expiry, keyOf } from './job-table.ts';

/** What a transition may set or take away; everything else about a job is fixed when it is created. */
const changingAttributes = [
  'status',
  'version',
  'updatedAtMs',
  'dueAtMs',
  'attempts',
  'waits',
  'waitedMs',
  'reconciliations',
  'sends',
  'intentAtMs',
  'calledUntilMs',
  'replaces',
  'unseenAtMs',
  'brokenOff',
  'calledAtMs',
  'staleChat',
  'fence',
  'wait',
  'cancelRequestedAtMs',
  'outcome',
  'told',
  'sync',
  'watch',
  'decided',
  'error',
  'finishedAtMs',
] as const satisfies (keyof Job)[];

/** What is made from a job for DynamoDB, beside the job itself. */
const derivedAttributes = ['v', 'expiresAt', 'callbackShard', 'callbackDueAtMs'] as const;

/** The write that stores the next version of a job over the one it was made from, and over no row of a newer schema. */
export function updateOf(next: Job): Omit<Update, 'TableName'> {
  const values: Record<string, unknown> = { ':previous': next.version - 1 };
  const set: string[] = [];
  const remove: string[] = [];
  const attributes = { ...next, ...expiry(next), ...callbackDue(next), v: schemaVersion } as Record<
    string,
    unknown
  >;
  for (const name of [...changingAttributes, ...derivedAttributes]) {
    if (attributes[name] === undefined) {
      remove.push(`#${name}`);
    } else {
      set.push(`#${name} = :${name}`);
      values[`:${name}`] = attributes[name];
    }
  }
  return {
    Key: marshall(keyOf(next)),
    UpdateExpression: `SET ${set.join(', ')}${remove.length > 0 ? ` REMOVE ${remove.join(', ')}` : ''}`,
    ConditionExpression: '#version = :previous AND (attribute_not_exists(#v) OR #v <= :v)',
    ExpressionAttributeNames: Object.fromEntries(
      [...changingAttributes, ...derivedAttributes].map((name) => [`#${name}`, name]),
    ),
    ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }),
  };
}

/** The SDK repeats a write whose answer was lost, and the repeat meets the write's own result: that is no conflict. */
export function isSameWrite(stored: Job, next: Job): boolean {
  return (
    stored.version === next.version &&
    stored.status === next.status &&
    stored.fence === next.fence &&
    stored.updatedAtMs === next.updatedAtMs
  );
}
