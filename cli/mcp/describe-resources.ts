import type { Batch, Invite, Operation } from '../../client/jobs.ts';
import type { components } from '../../client/openapi.ts';

type Schemas = components['schemas'];

/** An invite as a model needs it: without what is repeated from the request, or is for programs. */
export function toInviteData(invite: Invite): Record<string, unknown> {
  const { id, status, account, peer, invite: link, wait, error, created_at, metadata, batch, pool } = invite;
  return {
    id,
    status,
    account,
    peer,
    ...(link == null ? {} : { link: link.link, ...defined({ title: link.title ?? invite.title }) }),
    ...defined({
      link_status: invite.link_status,
      expire_date: link?.expire_date,
      usage_limit: link?.usage_limit,
      request_needed: link?.request_needed,
      usage: invite.usage,
      requested: invite.requested,
      wait,
      error,
      metadata,
      batch,
      pool,
    }),
    created_at,
  };
}

/** What an invite's state means, in a sentence. */
export function describeInvite(invite: Invite): string {
  const { id, status, wait, error, invite: made } = invite;
  switch (status) {
    case 'succeeded':
      return made == null
        ? `${id} is done. The chat admits by join request and has no link.`
        : `The link of ${id}: ${made.link}`;
    case 'failed':
      return `${id} failed: ${error?.type}. ${error?.detail}`;
    case 'waiting':
      return `${id} waits until ${wait?.retry_at} (${wait?.reason}). The service goes on by itself: look again then with get_invite.`;
    case 'blocked':
      return `${id} waits for the operator of its account: ${error?.detail ?? 'see list_accounts'}`;
    case 'cancelled':
    case 'expired':
      return `${id} is ${status}.`;
    default:
      return `${id} is ${status}. The link is not made yet: look again with get_invite.`;
  }
}

export function toOperationData({ id, kind, status, invite_id, wait, error, changes }: Operation) {
  return { id, kind, status, ...defined({ invite_id, wait, error, changes }) };
}

export function describeOperation({ id, kind, status, invite_id: inviteId, wait, error }: Operation): string {
  const what = `${kind} of ${inviteId ?? 'the chat'} (${id})`;
  if (error !== undefined && status === 'failed') {
    return `${what} failed: ${error.type}. ${error.detail}`;
  }
  return wait === undefined
    ? `${what} is ${status}.`
    : `${what} waits until ${wait.retry_at} (${wait.reason}). The service goes on by itself.`;
}

export function toBatchData({ id, status, size, counts, estimated_done_at }: Batch) {
  return { id, status, size, counts, ...defined({ estimated_done_at }) };
}

export function describeBatch({ id, status, size, counts, estimated_done_at: doneAt }: Batch): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  const told = parts.map(([name, count]) => `${count} ${name}`).join(', ');
  const end = status === 'done' || doneAt === undefined ? '' : ` It will probably be done at ${doneAt}.`;
  return `Batch ${id} of ${size}: ${told}.${end}`;
}

export function toAccountData(account: Schemas['Account']) {
  const { name, status, can_export, blocked_until, pending, error, default_peer, user } = account;
  return { name, status, can_export, pending, ...defined({ blocked_until, error, default_peer, user }) };
}

/** Without the fields that are not there. */
export function defined<T extends Record<string, unknown>>(
  fields: T,
): { [K in keyof T]?: Exclude<T[K], undefined | null> } {
  const there = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(there) as ReturnType<typeof defined<T>>;
}
