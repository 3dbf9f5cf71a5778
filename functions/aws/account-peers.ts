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
   * The peers this account has resolved before, of those named, by their `peerKey`. Read consistently: what is not found
   * is resolved, and no call of Telegram's is as prone to floods.
   */
  async function findPeers(accountId: string, peerKeys: string[]): Promise<Map<string, InputPeer>> {
    const keys = [...new Set(peerKeys)].map((key) => marshall({ accountId, sk: `${peerPrefix}${key}` }));
    return new Map(
      (await batchGet(client, tableName, keys)).map((item) => {
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
