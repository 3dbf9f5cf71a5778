import { randomBytes } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { KeyProvider } from './key-provider.ts';
import { type SealContext, type SealedRecord, seal, UnsealError, unseal } from './session-seal.ts';

/** A tenant's signing secrets: the newest, and the one that it replaced for as long as receivers may need it. */
export interface WebhookSecrets {
  secret: string;
  previous?: string;
  previousUntilMs?: number;
}

/** As it is stored. `version` grows with every change. */
interface SecretRecord {
  tenantId: string;
  version: number;
  current: SealedRecord;
  previous?: SealedRecord;
  previousUntilMs?: number;
}

/** Bytes of a secret: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme */
const secretBytes = 32;

/** After a rotation both secrets sign for so long. */
export const secretOverlapMs = 24 * 3600 * 1000;

const sortKey = 'secret';

export function secretContextOf(tenantId: string): SealContext {
  return { webhookTenant: tenantId, schema: '1' };
}

export type WebhookSecretStore = ReturnType<typeof createWebhookSecrets>;

/**
 * The tenants' signing secrets, in the webhooks table, sealed like sessions.
 * @param getKeys opened when something is sealed or unsealed.
 */
export function createWebhookSecrets(client: DynamoDBClient, tableName: string, getKeys: () => KeyProvider) {
  return { getSecrets, rotateSecret, resealSecrets };

  /**
   * What to sign with. A tenant's first secret is made when it is first asked for.
   * @throws UnsealError when what is stored cannot be opened.
   */
  async function getSecrets(tenantId: string, nowMs: number): Promise<WebhookSecrets> {
    const record = (await find(tenantId)) ?? (await makeFirst(tenantId));
    return open(record, nowMs);
  }

  /** Makes a new secret. The secret before it also signs for a day, if it can be opened. Older ones no longer sign. */
  async function rotateSecret(tenantId: string, nowMs: number): Promise<WebhookSecrets> {
    for (;;) {
      const record = await find(tenantId);
      if (record === undefined) {
        return open(await makeFirst(tenantId), nowMs);
      }
      const next: SecretRecord = {
        tenantId,
        version: record.version + 1,
        current: await sealNew(tenantId),
        ...((await canOpen(tenantId, record.current))
          ? { previous: record.current, previousUntilMs: nowMs + secretOverlapMs }
          : {}),
      };
      if (await put(next)) {
        return open(next, nowMs);
      }
    }
  }

  /** Seals every tenant's secrets under the newest key. @returns of how many, and why others cannot be opened. */
  async function resealSecrets(): Promise<{ sealed: number; problems: string[] }> {
    const problems: string[] = [];
    let sealed = 0;
    const pages = paginateScan(
      { client },
      {
        TableName: tableName,
        FilterExpression: 'sk = :sk',
        ExpressionAttributeValues: marshall({ ':sk': sortKey }),
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages) {
      for (const item of Items) {
        try {
          await resealOne(unmarshall(item) as SecretRecord);
          sealed += 1;
        } catch (error) {
          if (!(error instanceof UnsealError)) {
            throw error;
          }
          problems.push(error.message);
        }
      }
    }
    return { sealed, problems };
  }

  async function resealOne(found: SecretRecord): Promise<void> {
    const { tenantId } = found;
    async function sealAgain(sealed: SealedRecord) {
      return seal(getKeys(), secretContextOf(tenantId), await openOne(tenantId, sealed));
    }
    for (let record: SecretRecord | undefined = found; record !== undefined; record = await find(tenantId)) {
      const next: SecretRecord = {
        ...record,
        version: record.version + 1,
        current: await sealAgain(record.current),
        ...(record.previous === undefined ? {} : { previous: await sealAgain(record.previous) }),
      };
      if (await put(next)) {
        return;
      }
    }
  }

  async function find(tenantId: string): Promise<SecretRecord | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: tableName,
        Key: marshall({ tenantId, sk: sortKey }),
        ConsistentRead: true,
      }),
    );
    return Item === undefined ? undefined : (unmarshall(Item) as SecretRecord);
  }

  /** When two callers make a tenant's first secret at once, both get the one that was stored. */
  async function makeFirst(tenantId: string): Promise<SecretRecord> {
    const record = { tenantId, version: 1, current: await sealNew(tenantId) };
    await put(record);
    return (await find(tenantId)) ?? record;
  }

  function sealNew(tenantId: string): Promise<SealedRecord> {
    return seal(getKeys(), secretContextOf(tenantId), `whsec_${randomBytes(secretBytes).toString('base64')}`);
  }

  /** @returns false, and nothing is stored, when another version is stored than the one before. */
  async function put(record: SecretRecord): Promise<boolean> {
    try {
      await client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: marshall({ ...record, sk: sortKey }, { removeUndefinedValues: true }),
          ConditionExpression: record.version === 1 ? 'attribute_not_exists(sk)' : '#version = :before',
          ...(record.version === 1
            ? {}
            : {
                ExpressionAttributeNames: { '#version': 'version' },
                ExpressionAttributeValues: marshall({ ':before': record.version - 1 }),
              }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return false;
      }
      throw error;
    }
  }

  async function open(record: SecretRecord, nowMs: number): Promise<WebhookSecrets> {
    const { tenantId, current, previous, previousUntilMs = 0 } = record;
    const secret = await openOne(tenantId, current);
    return previous === undefined || previousUntilMs <= nowMs
      ? { secret }
      : { secret, previous: await openOne(tenantId, previous), previousUntilMs };
  }

  async function canOpen(tenantId: string, sealed: SealedRecord): Promise<boolean> {
    try {
      await openOne(tenantId, sealed);
      return true;
    } catch (error) {
      if (error instanceof UnsealError) {
        return false;
      }
      throw error;
    }
  }

  function openOne(tenantId: string, sealed: SealedRecord): Promise<string> {
    return unseal(getKeys(), secretContextOf(tenantId), sealed, `webhook secret of ${tenantId}`);
  }
}
