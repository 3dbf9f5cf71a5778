/*
 * What the API answers, as far as this tool reads it. Written down anew: the tool knows the contract, not the service.
 */

export interface Invite {
  id: string;
  status: string;
  account: string;
  peer: unknown;
  title?: string;
  created_at: string;
  batch?: { id: string; index: number };
  cancel_requested_at?: string;
  wait?: { reason: string; retry_at: string };
  invite?: { link: string } | null;
  detail?: string;
  error?: { type: string; detail: string };
}

export interface Batch {
  id: string;
  size: number;
  status: 'running' | 'done';
  counts: Record<string, number>;
  estimated_done_at?: string;
  items: Invite[];
  next_cursor?: string;
}

export interface InvitePage {
  items: Invite[];
  next_cursor?: string;
}

const finalStatuses = new Set(['succeeded', 'failed', 'cancelled', 'expired']);

/** Whether nothing will change any more. */
export function isFinal(status: string): boolean {
  return finalStatuses.has(status);
}

/** Whether an id is a batch's: those of invites begin with inv_. */
export function isBatchId(id: string): boolean {
  return id.startsWith('bat_');
}

/** Path of an invite or a batch. */
export function pathOf(id: string): string {
  return `/v1/${isBatchId(id) ? 'batches' : 'invites'}/${encodeURIComponent(id)}`;
}
