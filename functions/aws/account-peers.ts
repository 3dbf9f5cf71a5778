import { DeleteItemCommand, PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { InputPeer } from '../core/account/account.ts';
import { peerKey } from '../core/peer/peer.ts';
import type { AccountTable, MarshalledItem } from './account-table.ts';
import { batchGet } from './batch-get.ts';

const peerPrefix = 'peer#';

/** A resolved peer as an item of its account. */
export function toPeerItem(accountId: string, key: string, inputPeer: InputPeer): MarshalledItem {
  return marshall({ accountId, sk: `${peerPrefix}${key}`, inputPeer });
}

/** The peers that an account has resolved, by their `peerKey`, each with the access hash of that account. */
export function createAccountPeers({ client, tableName }: AccountTable) {
  return { findPeers, findPeerNames, savePeer, forgetPeer };

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

  /** Every name under which the account has resolved the chat that this one names, by `peerKey`; that name and the chat's id among them. */
  async function findPeerNames(accountId: string, name: string): Promise<string[]> {
    const ids = new Map<string, string>();
    const pages = paginateQuery(
      { client },
      {
        TableName: tableName,
        KeyConditionExpression: 'accountId = :accountId AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: marshall({ ':accountId': accountId, ':prefix': peerPrefix }),
      },
    );
    for await (const { Items = [] } of pages) {
      for (const item of Items) {
        const { sk, inputPeer } = unmarshall(item) as { sk: string; inputPeer: InputPeer };
        ids.set(sk.slice(peerPrefix.length), peerKey(inputPeer));
      }
    }
    const id = ids.get(name) ?? name;
    return [name, id, ...[...ids.keys()].filter((each) => ids.get(each) === id)];
  }

  async function savePeer(accountId: string, key: string, inputPeer: InputPeer): Promise<void> {
    await client.send(
      new PutItemCommand({ TableName: tableName, Item: toPeerItem(accountId, key, inputPeer) }),
    );
  }

  /** Telegram no longer takes what is stored: the peer is resolved anew when it is next asked for. */
  async function forgetPeer(accountId: string, key: string): Promise<void> {
    await client.send(
      new DeleteItemCommand({
        TableName: tableName,
        Key: marshall({ accountId, sk: `${peerPrefix}${key}` }),
      }),
    );
  }
}
