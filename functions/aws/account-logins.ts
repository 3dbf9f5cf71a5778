import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Account, AccountOwner, AccountStatus } from '../core/account/account.ts';
import { dueShardOf } from '../core/account/due-entry.ts';
import { schemaVersion } from '../core/schema-version.ts';
import { dueNow } from './account-records.ts';
import { toSessionRecord } from './account-sessions.ts';
import {
  type AccountTable,
  accountKey,
  keyRecordKey,
  listKeys,
  sessionRecordKey,
  toAccount,
  userRecordKey,
} from './account-table.ts';
import { batchWrite } from './batch-write.ts';
import type { SealedRecord } from './session-seal.ts';
import { transactWrite } from './transact-write.ts';
import { writeAndClaimUser } from './user-claims.ts';

/** A login that Telegram has accepted, ready to be stored. */
export interface Login {
  accountId: string;
  tenantId: string;
  name: string;
  owner: AccountOwner;
  /** The session's data centre. */
  dcId: number;
  address: string;
  port: number;
  keyFingerprint: string;
  /** See `userFingerprintOf`. */
  userFingerprint: string;
  /** Left as it is when this is undefined. */
  defaultPeer?: string | undefined;
  sealed: SealedRecord;
  /** The fingerprint that the account had when the login began; undefined when it had none or was not there. */
  previousFingerprint: string | undefined;
  /** The `userFingerprint` that the account had then. */
  previousUserFingerprint: string | undefined;
  nowMs: number;
}

export type LoginAnswer =
  | { kind: 'saved' }
  /** The account was logged in, or removed, by someone else meanwhile: nothing is stored. */
  | { kind: 'changed' }
  /** Another account has the very same session, and two must never connect with one key: nothing is stored. */
  | { kind: 'key in use'; accountId: string }
  /** Another account is the same Telegram user, whose links and waits two accounts would share: nothing is stored. */
  | { kind: 'user in use'; holder: Account };

/** How accounts come in and go: logins and removals, each with the records of the session's key and the Telegram user. */
export function createAccountLogins({ client, tableName }: AccountTable) {
  return { saveLogin, removeAccount };

  /**
   * Stores a login in one transaction: the account, which becomes active, its session, and the records that give the session's
   * key and its Telegram user to this account. The account keeps its lease, fence, waits, pace and unsettled jobs. A worker
   * that holds the lease goes on with the session that it has read.
   */
  async function saveLogin(login: Login): Promise<LoginAnswer> {
    const { accountId, keyFingerprint, userFingerprint, previousFingerprint, previousUserFingerprint } =
      login;
    const writes: TransactWriteItem[] = [
      updateForLogin(tableName, login),
      {
        Put: {
          TableName: tableName,
          Item: { ...keyRecordKey(keyFingerprint), ...marshall({ ownerId: accountId }) },
          ConditionExpression: 'attribute_not_exists(accountId) OR ownerId = :ownerId',
          ExpressionAttributeValues: marshall({ ':ownerId': accountId }),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      { Put: { TableName: tableName, Item: toSessionRecord(accountId, login.sealed) } },
    ];
    if (previousFingerprint !== undefined && previousFingerprint !== keyFingerprint) {
      writes.push({ Delete: { TableName: tableName, Key: keyRecordKey(previousFingerprint) } });
    }
    if (previousUserFingerprint !== undefined && previousUserFingerprint !== userFingerprint) {
      writes.push({ Delete: { TableName: tableName, Key: userRecordKey(previousUserFingerprint) } });
    }
    const answer = await writeAndClaimUser({ client, tableName }, login, writes);
    if (answer.kind !== 'refused') {
      return answer.kind === 'written' ? { kind: 'saved' } : answer;
    }
    const taken = answer.refusals.find(({ index }) => index === 1)?.item;
    return taken === undefined
      ? { kind: 'changed' }
      : { kind: 'key in use', accountId: String(unmarshall(taken).ownerId) };
  }

  /**
   * Deletes the account and all its records. The caller has halted it and holds its lease. Peers and chats go first, so that a
   * removal that fails on the way can be begun again.
   * @returns false when the lease has passed to another, the account was logged in anew, or there is none.
   */
  async function removeAccount(accountId: string, fence: number): Promise<boolean> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: accountKey(accountId), ConsistentRead: true }),
    );
    if (Item === undefined || toAccount(Item).fence !== fence) {
      return false;
    }
    const { keyFingerprint, userFingerprint } = toAccount(Item);
    const kept = await listKeys({ client, tableName }, accountId);
    const cached = kept.filter((key) => !['account', 'session'].includes(unmarshall(key).sk));
    await batchWrite(
      client,
      tableName,
      cached.map((Key) => ({ DeleteRequest: { Key } })),
    );
    const refusals = await transactWrite(client, [
      deleteUnderLease(tableName, accountId, { fence, keyFingerprint }),
      { Delete: { TableName: tableName, Key: sessionRecordKey(accountId) } },
      ...(keyFingerprint === undefined
        ? []
        : [{ Delete: { TableName: tableName, Key: keyRecordKey(keyFingerprint) } }]),
      ...(userFingerprint === undefined
        ? []
        : [{ Delete: { TableName: tableName, Key: userRecordKey(userFingerprint) } }]),
    ]);
    return refusals.length === 0;
  }
}

/** The account as a login leaves it. `loginFence` marks the lease under which the session changed; salts are its key's. */
function updateForLogin(TableName: string, login: Login): TransactWriteItem {
  const isFirst = login.previousFingerprint === undefined;
  return {
    Update: {
      TableName,
      Key: accountKey(login.accountId),
      UpdateExpression:
        'SET tenantId = :tenantId, #name = :name, #owner = :owner, dcId = :dcId, #address = :address, #port = :port, loggedInAtMs = :now,' +
        ' dueShard = :shard, dueAtMs = :due, keyFingerprint = :fingerprint, userFingerprint = :userFingerprint, #status = :active, fence = if_not_exists(fence, :zero), v = :v,' +
        ' loginFence = if_not_exists(fence, :zero), blockedUntilMs = if_not_exists(blockedUntilMs, :none)' +
        `${login.defaultPeer === undefined ? '' : ', defaultPeer = :defaultPeer'} REMOVE trouble, serverSalts, idleSinceMs`,
      ConditionExpression: `${isFirst ? 'attribute_not_exists(keyFingerprint)' : 'keyFingerprint = :previous'} AND (attribute_not_exists(v) OR v <= :v)`,
      ExpressionAttributeNames: {
        '#name': 'name',
        '#owner': 'owner',
        '#address': 'address',
        '#port': 'port',
        '#status': 'status',
      },
      ExpressionAttributeValues: marshall(
        {
          ':tenantId': login.tenantId,
          ':name': login.name,
          ':owner': login.owner,
          ':dcId': login.dcId,
          ':address': login.address,
          ':port': login.port,
          ':now': login.nowMs,
          ':fingerprint': login.keyFingerprint,
          ':userFingerprint': login.userFingerprint,
          ':active': 'active' satisfies AccountStatus,
          ':shard': dueShardOf(login.accountId),
          ':due': dueNow,
          ':zero': 0,
          ':v': schemaVersion,
          ':none': {},
          ':defaultPeer': login.defaultPeer,
          ':previous': login.previousFingerprint,
        },
        { removeUndefinedValues: true },
      ),
    },
  };
}

function deleteUnderLease(
  TableName: string,
  accountId: string,
  { fence, keyFingerprint }: { fence: number; keyFingerprint: string | undefined },
): TransactWriteItem {
  const isSameKey =
    keyFingerprint === undefined ? 'attribute_not_exists(keyFingerprint)' : 'keyFingerprint = :fingerprint';
  return {
    Delete: {
      TableName,
      Key: accountKey(accountId),
      ConditionExpression: `fence = :fence AND ${isSameKey}`,
      ExpressionAttributeValues: marshall(
        { ':fence': fence, ':fingerprint': keyFingerprint },
        { removeUndefinedValues: true },
      ),
    },
  };
}
