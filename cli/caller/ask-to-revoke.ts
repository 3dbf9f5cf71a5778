import { randomUUID } from 'node:crypto';
import type { Client } from './client.ts';
import type { BulkAnswer } from './resources.ts';

/** A request that revokes many links: its path, and which links it means. */
export interface BulkRequest {
  path: string;
  filter: Record<string, unknown>;
}

/** How many links would be revoked. */
export async function countLinks(client: Client, { path, filter }: BulkRequest): Promise<BulkAnswer> {
  const { body } = await client<BulkAnswer>({
    method: 'POST',
    path,
    body: { ...filter, dry_run: true },
  });
  return body;
}

/**
 * Asks for the links to be revoked. A request takes 500 links at most, and a link that was asked for does not match again: the
 * request is made until nothing is left.
 */
export async function askToRevoke(
  client: Client,
  { path, filter }: BulkRequest,
  onAccepted: (operations: string[]) => void,
): Promise<void> {
  while (true) {
    const { body } = await client<BulkAnswer>({
      method: 'POST',
      path,
      body: filter,
      idempotencyKey: randomUUID(),
    });
    onAccepted(body.operations);
    if (!body.more) {
      return;
    }
    if (body.accepted === 0) {
      throw new Error('The API says that there are more links, and takes none of them. Try again later.');
    }
  }
}
