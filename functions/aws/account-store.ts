import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createAccountChats } from './account-chats.ts';
import { createAccountDue } from './account-due.ts';
import { createAccountLeases } from './account-leases.ts';
import { createAccountLogins } from './account-logins.ts';
import { createAccountPeers } from './account-peers.ts';
import { createAccountRecords } from './account-records.ts';
import { createAccountSessions } from './account-sessions.ts';
import { createUserClaims } from './user-claims.ts';

/** Everything that is done with the accounts table, by subject; what lies in it is told in account-table.ts. */
export type AccountStore = ReturnType<typeof createAccountStore>;

export function createAccountStore(client: DynamoDBClient, tableName: string) {
  const table = { client, tableName };
  return {
    ...createAccountRecords(table),
    ...createAccountDue(table),
    ...createAccountLeases(table),
    ...createAccountLogins(table),
    ...createAccountSessions(table),
    ...createUserClaims(table),
    ...createAccountPeers(table),
    ...createAccountChats(table),
  };
}
