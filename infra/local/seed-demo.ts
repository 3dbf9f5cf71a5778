import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createAccountStore } from '../../functions/aws/account-store.ts';
import { createFileKeyProvider } from '../../functions/aws/key-provider.ts';
import { createKeyStore } from '../../functions/aws/key-store.ts';
import { sealSession } from '../../functions/aws/session-seal.ts';
import type { InputPeer } from '../../functions/core/account.ts';
import { hashApiKey, newApiKey } from '../../functions/core/api-key.ts';
import { accountIdOf } from '../../functions/core/ids.ts';
import { peerKey } from '../../functions/core/peer.ts';
import type { TelegramConnection } from '../../functions/telegram/connection.ts';
import { createSupergroup } from '../../functions/telegram/create-supergroup.ts';
import { logIn } from '../../functions/telegram/log-in.ts';
import { localNetwork } from '../../functions/telegram/network.ts';
import { localClientSettings } from './aws/local-client-settings.ts';

/** The Telegram server that the demo account logs in at. */
export interface TelegramServer {
  dcId: number;
  host: string;
  port: number;
  publicKeyPem: string;
}

export interface SeedInput {
  dynamodbEndpoint: string;
  tables: { accounts: string; keys: string };
  keyFile: string;
  telegram: TelegramServer;
  login: { phone: string; code: string; apiId: number; apiHash: string };
  /** Makes a chat of the account's own, for a server of which nothing is known. */
  makeChat: boolean;
}

export interface DemoData {
  apiKey: string;
  account: string;
  userId: string;
  /** The chat made for it, as a request names it. */
  chat?: string;
}

const demoAccount = 'main';

/**
 * Logs the demo account in over MTProto, as an operator would, stores its sealed session, and makes an API key.
 * @throws TelegramError when the server cannot be reached or refuses the login.
 */
export async function seedDemo(input: SeedInput): Promise<DemoData> {
  const client = new DynamoDBClient({ endpoint: input.dynamodbEndpoint, ...localClientSettings });
  const accounts = createAccountStore(client, input.tables.accounts);
  const tenantId = `ten_${randomBytes(16).toString('hex')}`;
  const accountId = accountIdOf(tenantId, demoAccount);
  const { telegram, login } = input;
  const network = localNetwork({
    servers: [{ dcId: telegram.dcId, address: telegram.host, port: telegram.port }],
    startDcId: telegram.dcId,
    publicKeyPem: telegram.publicKeyPem,
  });
  const { session, owner, connection } = await logIn(
    network,
    { apiId: login.apiId, apiHash: login.apiHash },
    {
      phone: async () => login.phone,
      code: async () => login.code,
      password: async () => '',
      signUpAs: 'Demo',
    },
    { now: Date.now, untilMs: Number.POSITIVE_INFINITY },
  );
  try {
    const chat = input.makeChat
      ? await makeChat(connection, (key, peer) => accounts.savePeer(accountId, key, peer))
      : {};
    const sealed = await sealSession(createFileKeyProvider(input.keyFile), accountId, session);
    await accounts.putSession(accountId, sealed);
    await accounts.putAccount({
      accountId,
      tenantId,
      name: demoAccount,
      status: 'active',
      blockedUntilMs: {},
      fence: 0,
    });
    const apiKey = await createKey(client, input.tables.keys, tenantId);
    return { apiKey, account: demoAccount, userId: owner.userId, ...chat };
  } finally {
    await connection.close();
    client.destroy();
  }
}

async function createKey(client: DynamoDBClient, table: string, tenantId: string): Promise<string> {
  const apiKey = newApiKey(randomBytes(24));
  await createKeyStore(client, table).putKey({
    keyHash: hashApiKey(apiKey),
    tenantId,
    name: 'demo',
    createdAtMs: Date.now(),
  });
  return apiKey;
}

async function makeChat(
  connection: TelegramConnection,
  savePeer: (key: string, peer: InputPeer) => Promise<void>,
): Promise<{ chat: string }> {
  const peer = await createSupergroup(connection, 'invite-spool demo');
  const key = peerKey({ kind: 'channel', channelId: peer.channelId });
  await savePeer(key, peer);
  return { chat: key };
}
