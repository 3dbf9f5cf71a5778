import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Account, AccountStatus, LeaseAnswer, Settlement } from '../core/account/account.ts';
import { markIntents } from '../core/account/lease-intents.ts';
import { packMarks } from '../core/account/link-marks.ts';
import { packMade } from '../core/account/made-links.ts';
import { isNewer, schemaVersion } from '../core/schema-version.ts';
import { type AccountTable, accountKey, toAccount } from './account-table.ts';
import { isWritten } from './is-written.ts';

export interface LeaseRequest {
  /** Unique to whoever asks. */
  owner: string;
  untilMs: number;
  nowMs: number;
  /** The lease is refused during a wait for this method. Left out by owners that will not call it. */
  method?: string;
  jobIds: readonly string[];
  /** Those of them whose first call may be made without another intent. */
  leaseIntents?: readonly string[];
  /** The operator's own tool may connect with an account that is out of order. */
  whateverStatus?: true;
}

/** The right to connect with an account's session. */
export function createAccountLeases({ client, tableName }: AccountTable) {
  return { takeLease, releaseLease };

  /**
   * Takes the right to connect with the account's session until `untilMs`. Refused when another owner holds it, during a wait for
   * `method`, when the account is not active or is drained, and when its row is of a newer version. One write and no read: a
   * refusal returns the account. The jobs to be worked on are added to the account's unsettled jobs, so that the next owner
   * finds them if this one dies.
   */
  async function takeLease(accountId: string, lease: LeaseRequest): Promise<LeaseAnswer> {
    const { owner, untilMs, nowMs, method, jobIds, leaseIntents = [], whateverStatus } = lease;
    const conditions = [
      'attribute_exists(accountId)',
      '(attribute_not_exists(leaseUntilMs) OR leaseUntilMs <= :now)',
      '(attribute_not_exists(v) OR v <= :v)',
      ...(whateverStatus ? [] : ['#status = :active', 'attribute_not_exists(drainedAtMs)']),
      ...(method === undefined
        ? []
        : ['(attribute_not_exists(blockedUntilMs.#method) OR blockedUntilMs.#method <= :now)']),
    ];
    const names = {
      ...(whateverStatus ? {} : { '#status': 'status' }),
      ...(method === undefined ? {} : { '#method': method }),
    };
    try {
      const { Attributes = {} } = await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: accountKey(accountId),
          UpdateExpression:
            'SET leaseOwner = :owner, leaseUntilMs = :until, leasedAtMs = :now, v = :v,' +
            ' unsettled = list_append(if_not_exists(unsettled, :none), :jobIds)' +
            (leaseIntents.length > 0
              ? ', leaseIntentsFromMs = if_not_exists(leaseIntentsFromMs, :now)'
              : '') +
            ' ADD fence :one',
          ConditionExpression: conditions.join(' AND '),
          // An empty map of names is refused.
          ExpressionAttributeNames: Object.keys(names).length > 0 ? names : undefined,
          ExpressionAttributeValues: marshall({
            ':owner': owner,
            ':until': untilMs,
            ':now': nowMs,
            ':one': 1,
            ':v': schemaVersion,
            ':none': [],
            ':jobIds': markIntents(jobIds, leaseIntents),
            ...(whateverStatus ? {} : { ':active': 'active' satisfies AccountStatus }),
          }),
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { kind: 'taken', account: toAccount(Attributes) };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return refusal(error.Item && toAccount(error.Item), lease);
      }
      throw error;
    }
  }

  /**
   * Gives the lease back and stores the settlement, or the part of it that is given. Does nothing when the lease has passed to
   * another owner.
   */
  async function releaseLease(
    accountId: string,
    fence: number,
    settlement: Partial<Settlement>,
  ): Promise<void> {
    const stored = toStored(settlement);
    const names = Object.keys(stored);
    const hasNoIntents = settlement.leaseIntents?.length === 0;
    const set = names.length > 0 ? `SET ${names.map((name) => `${name} = :${name}`).join(', ')} ` : '';
    await isWritten(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: accountKey(accountId),
          UpdateExpression: `${set}REMOVE leaseOwner, leaseUntilMs${hasNoIntents ? ', leaseIntentsFromMs' : ''}`,
          ConditionExpression: 'fence = :fence',
          ExpressionAttributeValues: marshall({
            ':fence': fence,
            ...Object.fromEntries(Object.entries(stored).map(([name, value]) => [`:${name}`, value])),
          }),
        }),
      ),
    );
  }
}

/** Salts, marks and counts as bytes: shorter than their text. The intents of the lease are marks of the unsettled jobs. */
function toStored({
  unsettled,
  leaseIntents,
  serverSalts,
  recentLinks,
  madeLinks,
  ...settlement
}: Partial<Settlement>): Record<string, unknown> {
  return {
    ...settlement,
    ...(unsettled === undefined ? {} : { unsettled: markIntents(unsettled, leaseIntents) }),
    ...(serverSalts === undefined ? {} : { serverSalts: Buffer.from(serverSalts, 'base64') }),
    ...(recentLinks === undefined ? {} : { recentLinks: packMarks(recentLinks) }),
    ...(madeLinks === undefined ? {} : { madeLinks: packMade(madeLinks) }),
  };
}

function refusal(account: Account | undefined, lease: LeaseRequest): LeaseAnswer {
  if (account === undefined) {
    return { kind: 'missing' };
  }
  if (isNewer(account)) {
    return { kind: 'newer' };
  }
  if (account.leaseOwner === lease.owner) {
    // The SDK repeated a write whose answer was lost.
    return { kind: 'taken', account };
  }
  if (account.status !== 'active' && !lease.whateverStatus) {
    return { kind: 'inactive', account };
  }
  if (account.drainedAtMs !== undefined && !lease.whateverStatus) {
    return { kind: 'drained' };
  }
  if ((account.leaseUntilMs ?? 0) > lease.nowMs) {
    return { kind: 'held', untilMs: account.leaseUntilMs ?? 0 };
  }
  return { kind: 'flooded', untilMs: account.blockedUntilMs[lease.method ?? ''] ?? lease.nowMs, account };
}
