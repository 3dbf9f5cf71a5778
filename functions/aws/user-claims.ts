import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Account, AccountOwner } from '../core/account/account.ts';
import { type AccountTable, accountKey, toAccount, userRecordKey } from './account-table.ts';
import { type Refusal, transactWrite } from './transact-write.ts';

export interface UserClaim {
  accountId: string;
  /** See `userFingerprintOf`. */
  userFingerprint: string;
}

export type ClaimAnswer =
  | { kind: 'written' }
  /** Other writes of the transaction were refused. */
  | { kind: 'refused'; refusals: Refusal[] }
  /** Another account is that Telegram user. */
  | { kind: 'user in use'; holder: Account };

export type SaveUserAnswer = { kind: 'saved' | 'changed' } | Extract<ClaimAnswer, { kind: 'user in use' }>;

/** A claim changes hands when an account is removed, and hardly ever while somebody looks. */
const maxTries = 5;

/** Which Telegram user an account is: no two accounts are the same one. */
export function createUserClaims({ client, tableName }: AccountTable) {
  return { saveUser };

  /**
   * Stores which Telegram user an account is that an older version has logged in. Whoever does so holds the account's lease.
   * `changed`: the lease has passed to another.
   */
  async function saveUser(
    accountId: string,
    { fence, owner, userFingerprint }: { fence: number; owner: AccountOwner; userFingerprint: string },
  ): Promise<SaveUserAnswer> {
    const update: TransactWriteItem = {
      Update: {
        TableName: tableName,
        Key: accountKey(accountId),
        UpdateExpression: 'SET #owner = :owner, userFingerprint = :fingerprint',
        ConditionExpression: 'fence = :fence',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: marshall(
          { ':owner': owner, ':fingerprint': userFingerprint, ':fence': fence },
          { removeUndefinedValues: true },
        ),
      },
    };
    const answer = await writeAndClaimUser({ client, tableName }, { accountId, userFingerprint }, [update]);
    return answer.kind === 'user in use' ? answer : { kind: answer.kind === 'written' ? 'saved' : 'changed' };
  }
}

/**
 * Writes all or nothing, and with it that a Telegram user is this account: no other account can be that user from then on. The
 * writes must give the account the same `userFingerprint`. A version that knows no claims removes an account and leaves its
 * claim: that one is taken over.
 */
export async function writeAndClaimUser(
  { client, tableName }: AccountTable,
  claim: UserClaim,
  writes: TransactWriteItem[],
): Promise<ClaimAnswer> {
  let staleOwnerId: string | undefined;
  for (let tries = 1; tries <= maxTries; tries++) {
    const refusals = await transactWrite(client, [...writes, ...claimWrites(tableName, claim, staleOwnerId)]);
    if (refusals.length === 0) {
      return { kind: 'written' };
    }
    if (refusals.some(({ index }) => index < writes.length)) {
      return { kind: 'refused', refusals };
    }
    const met = refusals.find(({ index }) => index === writes.length)?.item;
    staleOwnerId = met && String(unmarshall(met).ownerId);
    const holder = staleOwnerId && (await loadAccount(staleOwnerId));
    if (holder && holder.userFingerprint === claim.userFingerprint) {
      return { kind: 'user in use', holder };
    }
  }
  throw new Error('the claim on a Telegram user changed hands again and again');

  async function loadAccount(accountId: string): Promise<Account | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: accountKey(accountId), ConsistentRead: true }),
    );
    return Item && toAccount(Item);
  }
}

/** @param staleOwnerId an account that had the claim and is that user no longer, which the same transaction makes sure of. */
function claimWrites(
  TableName: string,
  { accountId, userFingerprint }: UserClaim,
  staleOwnerId: string | undefined,
): TransactWriteItem[] {
  const put: TransactWriteItem = {
    Put: {
      TableName,
      Item: { ...userRecordKey(userFingerprint), ...marshall({ ownerId: accountId }) },
      ConditionExpression: 'attribute_not_exists(accountId) OR ownerId IN (:ownerId, :staleOwnerId)',
      ExpressionAttributeValues: marshall({
        ':ownerId': accountId,
        ':staleOwnerId': staleOwnerId ?? accountId,
      }),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
  if (staleOwnerId === undefined) {
    return [put];
  }
  const check: TransactWriteItem = {
    ConditionCheck: {
      TableName,
      Key: accountKey(staleOwnerId),
      ConditionExpression: 'attribute_not_exists(userFingerprint) OR userFingerprint <> :fingerprint',
      ExpressionAttributeValues: marshall({ ':fingerprint': userFingerprint }),
    },
  };
  return [put, check];
}
