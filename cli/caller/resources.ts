/*
 * What the API answers, as far as this tool reads it. Written down anew: the tool knows the contract, not the service.
 */

export interface Link {
  link: string;
  title?: string;
  expire_date?: number;
  usage_limit?: number;
  request_needed?: boolean;
}

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
  /** The link as Telegram last told it. */
  invite?: Link | null;
  link_status?: string;
  origin?: 'adopted';
  usage?: number;
  requested?: number;
  /** When Telegram told the three above. */
  as_of?: string;
  replaced_by?: Link;
  track_joins?: true | 'names' | false;
  single_use?: boolean;
  detail?: string;
  error?: { type: string; detail: string };
}

/** Links that are made before they are asked for. */
export interface Pool {
  name: string;
  status: string;
  account: string;
  peer: unknown;
  size: number;
  ready: number;
  making: number;
  taken: number;
  full_at?: string;
  error?: { type: string; detail: string };
}

/** What a sync has read so far. */
export interface SyncProgress {
  links: number;
  adopted: number;
  updated: number;
  left: number;
}

/** Something that is done to the link of an invite, or the reading of all links of a chat. */
export interface LinkOperation {
  id: string;
  kind: string;
  status: string;
  /** A sync has none. */
  invite_id?: string;
  account: string;
  /** Of a sync. */
  peer?: unknown;
  progress?: SyncProgress;
  /** Of a decision about one who asks to join. */
  user_id?: string;
  /** What came of a decision. */
  decided?: string;
  changes?: Record<string, unknown>;
  /** Name of the API key that asked for it. */
  key?: string;
  created_at: string;
  wait?: { reason: string; retry_at: string };
  error?: { type: string; detail: string };
}

/** Somebody who asks to join. */
export interface JoinRequest {
  user_id: string;
  requested_at: string;
  invite_id?: string;
  first_name?: string;
  username?: string;
  about?: string;
}

export interface OperationPage {
  items: LinkOperation[];
  next_cursor?: string;
}

/** Somebody who came into a chat. */
export interface Join {
  id: string;
  joined_at: string;
  /** Absent where Telegram does not tell the link. */
  invite_id?: string;
  chat_id: string;
  user_id: string;
  first_name?: string;
  username?: string;
  via?: 'link' | 'request';
  approved_by?: string;
}

/** The joins by one link, and how well they are known. */
export interface InviteJoins {
  track_joins: true | 'names' | false;
  joins: number;
  missing?: number;
  as_of?: string;
  trouble?: { type: string; detail: string };
  items: Join[];
  next_cursor?: string;
}

/** The answer to a request that revokes many links. */
export interface BulkAnswer {
  matched: number;
  unfinished: number;
  operations: string[];
  next_cursor?: string;
}

export interface Batch {
  id: string;
  size: number;
  status: 'running' | 'done';
  counts: Record<string, number>;
  estimated_done_at?: string;
  items: Invite[];
  /** Of a batch that has operations in place of invites. */
  operations?: LinkOperation[];
  next_cursor?: string;
}

const finalStatuses = new Set(['succeeded', 'failed', 'cancelled', 'expired']);

/** Whether nothing will change any more. */
export function isFinal(status: string): boolean {
  return finalStatuses.has(status);
}

/** Whether there is a link that was not revoked. */
export function hasOpenLink({ link_status: status }: Invite): boolean {
  return status !== undefined && status !== 'revoked' && status !== 'deleted';
}

/** Whether an id is a batch's: those of invites begin with inv_. */
export function isBatchId(id: string): boolean {
  return id.startsWith('bat_');
}

/** Whether an id is that of an operation on a link. */
export function isOperationId(id: string): boolean {
  return id.startsWith('op_');
}

/** Path of an invite, a batch or an operation. */
export function pathOf(id: string): string {
  const collection = isBatchId(id) ? 'batches' : isOperationId(id) ? 'operations' : 'invites';
  return `/v1/${collection}/${encodeURIComponent(id)}`;
}

/** A link that is replaced in each period. */
export interface Rotation {
  name: string;
  status: string;
  current?: { link: string };
  next_change_at?: string;
  path?: string;
  error?: { type: string; detail: string };
  ending: { link: string; revoke_at: string }[];
  history?: { link: string; revoked_at?: string; failure?: string }[];
}
