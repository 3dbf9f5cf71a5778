import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { MarshalledItem } from '../../functions/aws/account-table.ts';
import type { KeyProvider } from '../../functions/aws/key-provider.ts';
import {
  type SealedRecord,
  seal,
  sealSession,
  unseal,
  unsealSession,
} from '../../functions/aws/session-seal.ts';
import { secretContextOf } from '../../functions/aws/webhook-secrets.ts';
import type { TableName } from './backup-file.ts';

/** Whether the row has something sealed in it: an account's session, or a tenant's webhook secrets. */
export function isSealed(table: TableName, item: MarshalledItem): boolean {
  return (
    (table === 'accounts' && item.sk?.S === 'session') || (table === 'webhooks' && item.sk?.S === 'secret')
  );
}

/**
 * The row with what is sealed in it opened with one system's keys and sealed with another's.
 * @throws UnsealError when it does not open.
 */
export async function resealRow(
  table: TableName,
  item: MarshalledItem,
  from: KeyProvider,
  to: KeyProvider,
): Promise<MarshalledItem> {
  if (!isSealed(table, item)) {
    return item;
  }
  const row = unmarshall(item);
  if (table === 'accounts') {
    const accountId = String(row.accountId);
    const session = await unsealSession(from, accountId, row.sealed as SealedRecord);
    return { ...item, ...marshall({ sealed: await sealSession(to, accountId, session) }) };
  }
  const context = secretContextOf(String(row.tenantId));
  async function again(sealed: SealedRecord) {
    return seal(to, context, await unseal(from, context, sealed, `webhook secret of ${row.tenantId}`));
  }
  return {
    ...item,
    ...marshall({
      current: await again(row.current),
      ...(row.previous === undefined ? {} : { previous: await again(row.previous) }),
    }),
  };
}
