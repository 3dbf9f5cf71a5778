import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { InputPeer } from '../core/account/account.ts';
import type { AccountTable, MarshalledItem } from './account-table.ts';
import { batchGet } from './batch-get.ts';

const peerPrefix = 'peer#';

/** A resolved peer as an item of its account. */
export function toPeerItem(accountId: string, peerKey: string, inputPeer: InputPeer): MarshalledItem {
  return marshall({ accountId, sk: `${peerPrefix}${peerKey}`, inputPeer });
}

/** The peers that an account has resolved, by their `peerKey`, each with the access hash of that account. */
export function createAccountPeers({ client, tableName }: AccountTable) {
  return { findPeers, savePeer, forgetPeer };

  /**
   * The peers this account has resolved before, of those named, by their `peerKey`. An eventually consistent read finds almost all,
   * for half the price: one that was replaced a moment ago is refused by Telegram and resolved anew. What it does not find is
   * read consistently, for it would be resolved, and no call of Telegram's is as prone to floods.
   */
  async function findPeers(accountId: string, peerKeys: string[]): Promise<Map<string, InputPeer>> {
    const wanted = [...new Set(peerKeys)];
    const found = await readPeers(accountId, wanted, { ConsistentRead: false });
    const missing = wanted.filter((key) => !found.has(key));
    return new Map([...found, ...(await readPeers(accountId, missing, { ConsistentRead: true }))]);
  }

  async function readPeers(
    accountId: string,
    peerKeys: string[],
    consistency: { ConsistentRead: boolean },
  ): Promise<Map<string, InputPeer>> {
    const keys = peerKeys.map((key) => marshall({ accountId, sk: `${peerPrefix}${key}` }));
    return new Map(
      (await batchGet(client, tableName, keys, consistency)).map((item) => {
        const { sk, inputPeer } = unmarshall(item) as { sk: string; inputPeer: InputPeer };
        return [sk.slice(peerPrefix.length), inputPeer];
      }),
    );
  }

  async function savePeer(accountId: string, peerKey: string, inputPeer: InputPeer): Promise<void> {
    await client.send(
      new PutItemCommand({ TableName: tableName, Item: toPeerItem(accountId, peerKey, inputPeer) }),
    );
  }

  /** Telegram no longer takes what is stored: the peer is resolved anew when it is next asked for. */
  async function forgetPeer(accountId: string, peerKey: string): Promise<void> {
    await client.send(
      new DeleteItemCommand({
        TableName: tableName,
        Key: marshall({ accountId, sk: `${peerPrefix}${peerKey}` }),
      }),
    );
  }
}
