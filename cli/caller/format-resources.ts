import { alignColumns } from '../../operator/terminal/table.ts';
import type { BatchView } from './follow-batch.ts';
import {
  describeInvite,
  describeOperation,
  describePeer,
  describeUsage,
  formatCount,
  formatTime,
  titleOf,
} from './format.ts';
import type { Invite, LinkOperation, SyncProgress } from './resources.ts';

/** An invite for a person: a fact a line. */
export function formatInvite(invite: Invite, nowMs: number): string {
  const link = invite.invite;
  const facts = [
    ['id', invite.id],
    ['status', invite.status],
    ['account', invite.account],
    ['peer', describePeer(invite.peer)],
    ['title', titleOf(invite)],
    [invite.status === 'succeeded' ? 'link' : 'detail', describeInvite(invite, nowMs)],
    ['link_status', invite.link_status ?? ''],
    ['origin', invite.origin ?? ''],
    ['expire_date', link?.expire_date ? formatTime(link.expire_date * 1000, nowMs) : ''],
    ['request_needed', link?.request_needed ? 'true' : ''],
    ['usage_limit', link?.usage_limit ? formatCount(link.usage_limit) : ''],
    ['track_joins', invite.track_joins ? String(invite.track_joins) : ''],
    ['single_use', invite.single_use ? 'true' : ''],
    ['usage', invite.usage === undefined ? '' : formatCount(invite.usage)],
    ['requested', invite.requested === undefined ? '' : formatCount(invite.requested)],
    ['as_of', invite.as_of === undefined ? '' : formatTime(Date.parse(invite.as_of), nowMs)],
    ['replaced_by', invite.replaced_by?.link ?? ''],
  ];
  return formatFacts(facts);
}

/** An operation on a link for a person: a fact a line. */
export function formatOperation(operation: LinkOperation, nowMs: number): string {
  return formatFacts([
    ['id', operation.id],
    ['kind', operation.kind],
    ['status', operation.status],
    ['invite', operation.invite_id ?? ''],
    ['peer', operation.peer === undefined ? '' : describePeer(operation.peer)],
    ['account', operation.account],
    ['key', operation.key ?? ''],
    ['created_at', formatTime(Date.parse(operation.created_at), nowMs)],
    ['detail', describeOperation(operation, nowMs)],
  ]);
}

/** What a sync has read: a fact a line. */
export function formatProgress({ links, adopted, updated, left }: SyncProgress): string {
  return formatFacts([
    ['links', formatCount(links)],
    ['adopted', formatCount(adopted)],
    ['updated', formatCount(updated)],
    ['left', left === 0 ? '' : `${formatCount(left)} (a request that is not settled may have made them)`],
  ]);
}

function formatFacts(facts: string[][]): string {
  return alignColumns(facts.filter(([, fact]) => fact !== '')).join('\n');
}

/** A batch for a person: its state, then its invites or operations. */
export function formatBatch({ batch, invites, operations }: BatchView, nowMs: number): string {
  const { id, status, estimated_done_at } = batch;
  const estimate =
    status === 'done' || estimated_done_at === undefined
      ? ''
      : `, done about ${formatTime(Date.parse(estimated_done_at), nowMs)}`;
  const operationRows = operations.map((operation) => [
    operation.id,
    operation.status,
    operation.kind,
    operation.invite_id ?? '',
    describeOperation(operation, nowMs),
  ]);
  const rows = invites.map((invite) => [
    invite.id,
    invite.status,
    describePeer(invite.peer),
    titleOf(invite),
    invite.link_status ?? '',
    describeUsage(invite),
    describeInvite(invite, nowMs),
  ]);
  return [
    `${id}  ${status}: ${formatCounts(batch.counts)}${estimate}`,
    ...alignColumns(operations.length > 0 ? operationRows : rows),
  ].join('\n');
}

/** Such as "998 succeeded, 2 failed". A count of 0 is left out. */
export function formatCounts(counts: Record<string, number>): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  return parts.map(([status, count]) => `${formatCount(count)} ${status}`).join(', ');
}
