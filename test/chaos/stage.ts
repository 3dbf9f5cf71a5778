import { randomBytes } from 'node:crypto';
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { walkKey } from '../../functions/aws/account-table.ts';
import { sealSession } from '../../functions/aws/session-seal.ts';
import { allScopes, hashApiKey, newApiKey } from '../../functions/core/account/api-key.ts';
import { accountIdOf } from '../../functions/core/ids.ts';
import type { Channel, Chat, User } from '../../telegram-emulator/world/entities.ts';
import { authKeyIndex } from '../../telegram-emulator/world/world.ts';
import { createKeys, type System } from './parts/system.ts';
import type { PlannedAccount } from './plan/plan-requests.ts';

export interface StagedChat {
  peer: Channel | Chat;
  /** The names that a request can use: its @name, if it has one, and its id. */
  username: string | undefined;
  id: string;
}

export interface StagedAccount {
  name: string;
  accountId: string;
  user: User;
  /** Another administrator of all its chats. */
  administrator: User;
  chats: StagedChat[];
  authKeys: Buffer[];
}

/** A seed's own tenant: accounts that are logged in at the data centre, their chats, an API key. */
export interface Stage {
  tenantId: string;
  apiKey: string;
  accounts: StagedAccount[];
  /** Those who have come to its chats so far, by their numbers in the schedule. */
  people: Map<number, User>;
}

export const apiHash = 'c0ffee00c0ffee00c0ffee00c0ffee00';

let lastStage = 0;

export async function setStage(system: System, planned: PlannedAccount[]): Promise<Stage> {
  lastStage += 1;
  const tenantId = `ten_${randomBytes(16).toString('hex')}`;
  const apiKey = newApiKey(randomBytes(24));
  const createdAtMs = Date.now();
  await system.stores.keys.putKey({
    keyHash: hashApiKey(apiKey),
    tenantId,
    name: 'chaos',
    scopes: allScopes,
    createdAtMs,
  });
  const accounts = planned.map((each) => stageAccount(system, tenantId, each));
  shareChats(system, planned, accounts);
  for (const account of accounts) {
    await logIn(system, account);
    const { accountId, name } = account;
    await system.stores.accounts.putAccount({
      accountId,
      tenantId,
      name,
      status: 'active',
      blockedUntilMs: {},
      fence: 0,
    });
    if (planned.find((each) => each.name === name)?.hasStaleHashes) {
      await storeStaleHashes(system, account);
    }
  }
  return { tenantId, apiKey, accounts, people: new Map() };
}

/** An account may be an administrator of the chat of another one too. */
function shareChats(
  { dataCentre: { world } }: System,
  planned: PlannedAccount[],
  accounts: StagedAccount[],
): void {
  for (const [index, { alsoIn }] of planned.entries()) {
    const chat = alsoIn && accounts[alsoIn.account]?.chats[alsoIn.chat];
    const account = accounts[index];
    if (chat !== undefined && account !== undefined) {
      world.addMember(chat.peer, account.user, 'admin', { inviteUsers: true });
      account.chats.push(chat);
    }
  }
}

function stageAccount(
  { dataCentre: { world } }: System,
  tenantId: string,
  planned: PlannedAccount,
): StagedAccount {
  const { name } = planned;
  const user = world.addUser({ phone: `99966${world.users.size}${lastStage}`, firstName: name });
  const administrator = world.addUser({ phone: `99966${world.users.size}${lastStage}`, firstName: 'admin' });
  // As young as can be: its own permanent link is as old as the first calls, and must be taken for none of theirs.
  const createdAtMs = Date.now();
  const chats = planned.chats.map((kind): StagedChat => {
    if (kind === 'basic') {
      const peer = world.addChat({ title: name, creator: user, createdAtMs });
      return { peer, username: undefined, id: `-${peer.id}` };
    }
    const username = kind === 'public' ? `chaos_${lastStage}_${name}` : undefined;
    const peer = world.addChannel({
      title: name,
      creator: user,
      isMegagroup: kind === 'private',
      createdAtMs,
      ...(username ? { username } : {}),
    });
    return { peer, username: username && `@${username}`, id: `-100${peer.id}` };
  });
  for (const { peer } of chats) {
    world.addMember(peer, administrator, 'admin', { inviteUsers: true });
  }
  return { name, accountId: accountIdOf(tenantId, name), user, administrator, chats, authKeys: [] };
}

/** Stores wrong hashes, as if Telegram had given the account new ones since. */
async function storeStaleHashes({ stores }: System, { accountId, chats }: StagedAccount): Promise<void> {
  for (const { peer, username, id } of chats) {
    if (peer.kind !== 'channel') {
      continue;
    }
    const stale = { kind: 'channel' as const, channelId: String(peer.id), accessHash: '1' };
    for (const peerKey of [username, id]) {
      if (peerKey !== undefined) {
        await stores.accounts.savePeer(accountId, peerKey, stale);
      }
    }
  }
}

/** A new auth key for the account. It replaces the sealed old one. */
export async function logIn(system: System, account: StagedAccount): Promise<void> {
  const { dataCentre, stores } = system;
  const { authKey } = dataCentre.world.mintAuthKey(account.user, dataCentre.dcId);
  account.authKeys.push(authKey);
  const sealed = await sealSession(createKeys(system), account.accountId, {
    dcId: dataCentre.dcId,
    address: dataCentre.host,
    port: dataCentre.port,
    authKey: authKey.toString('base64'),
    apiId: 12345,
    apiHash,
    userId: account.user.id.toString(),
  });
  await stores.accounts.putSession(account.accountId, sealed);
}

/**
 * Removes the seed's accounts and names, because the sweeper reads all accounts and the data centre searches all names. The walk
 * over all accounts begins anew with the next seed, as it does in one that is played alone.
 */
export async function clearStage(
  { dataCentre: { world, dcId }, stores }: System,
  stage: Stage,
): Promise<void> {
  const keys = stage.accounts.flatMap(({ accountId, chats }) =>
    [
      'account',
      'session',
      ...chats.flatMap(({ username, id }) => [username, id]).map((key) => `peer#${key}`),
    ].map((sk) => marshall({ accountId, sk })),
  );
  keys.push(walkKey);
  for (let next = 0; next < keys.length; next += 25) {
    const requests = keys.slice(next, next + 25).map((key) => ({ DeleteRequest: { Key: key } }));
    await stores.client.send(
      new BatchWriteItemCommand({ RequestItems: { [stores.accountsTable]: requests } }),
    );
  }
  for (const { id } of stage.people.values()) {
    world.users.delete(id);
  }
  for (const { user, administrator, chats } of stage.accounts) {
    world.users.delete(user.id);
    world.users.delete(administrator.id);
    for (const { peer } of chats) {
      (peer.kind === 'channel' ? world.channels : world.chats).delete(peer.id);
    }
    for (const [index, key] of world.authKeys) {
      if (key.userId === user.id && index === authKeyIndex(dcId, key.idHex)) {
        world.authKeys.delete(index);
      }
    }
  }
}

/** The account id of a user of the world; empty for a stranger. */
export function accountOf(stage: Stage, userId: string) {
  return stage.accounts.find(({ user }) => user.id.toString() === userId)?.accountId ?? '';
}
