import { toPlainText } from '../../operator/terminal/table.ts';
import type { Invite, LinkOperation, SyncProgress } from './resources.ts';

/** A time of today as 14:02:11, any other with its date; by the caller's own clock and zone. */
export function formatTime(timeMs: number, nowMs: number): string {
  const [date, time] = toLocal(timeMs);
  const [today] = toLocal(nowMs);
  return date === today ? time : `${date} ${time}`;
}

/** Such as 45 s, 4 min 32 s or 3 h 5 min. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) {
    return `${seconds} s`;
  }
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** Where an invite stands, in a few words: its link, what it waits for, or why there is no link. */
export function describeInvite(invite: Invite, nowMs: number): string {
  if (invite.status === 'succeeded') {
    return invite.invite?.link ?? toPlainText(invite.detail ?? '');
  }
  const cancelled =
    invite.cancel_requested_at === undefined ? '' : 'cancelled, once the call that is under way has ended';
  return describeDelay(invite, nowMs) || cancelled;
}

/** How far a sync is, such as "300 links, 12 adopted". */
function describeProgress({ links, adopted }: SyncProgress): string {
  return `${formatCount(links)} links, ${formatCount(adopted)} adopted`;
}

/** Where an operation stands, in a few words: what it waits for, why it failed, what it changes, or how far it is. */
export function describeOperation(operation: LinkOperation, nowMs: number): string {
  const changes = Object.entries(operation.changes ?? {}).map(
    ([name, value]) => `${name}: ${describeChange(name, value, nowMs)}`,
  );
  const { progress } = operation;
  const read = progress === undefined ? '' : describeProgress(progress);
  return (
    describeDelay(operation, nowMs) || read || describeDecided(operation) || toPlainText(changes.join(', '))
  );
}

const outcomes: Record<string, string> = {
  missing: 'missing: this person does not ask here',
  already_member: 'already a member',
};

function describeDecided({ decided }: LinkOperation): string {
  return decided === undefined ? '' : (outcomes[decided] ?? decided);
}

function describeChange(name: string, value: unknown, nowMs: number): string {
  if (value === null) {
    return 'removed';
  }
  return name === 'expire_date' && typeof value === 'number'
    ? formatTime(value * 1000, nowMs)
    : JSON.stringify(value);
}

/** The title of the link as it is now, or the one that was asked for. */
export function titleOf({ title = '', invite }: Invite): string {
  return toPlainText(invite ? (invite.title ?? '') : title);
}

/** How many have joined by the link, such as "2" or "2 of 5". Empty when Telegram has not told it. */
export function describeUsage({ usage, invite }: Invite): string {
  if (usage === undefined) {
    return '';
  }
  const limit = invite?.usage_limit;
  return limit === undefined ? formatCount(usage) : `${formatCount(usage)} of ${formatCount(limit)}`;
}

/** What something waits for, or why it has failed. */
function describeDelay(
  { status, wait, error }: Pick<Invite, 'status' | 'wait' | 'error'>,
  nowMs: number,
): string {
  if (status === 'waiting' && wait) {
    return `${wait.reason} until ${formatTime(Date.parse(wait.retry_at), nowMs)}`;
  }
  return error ? toPlainText(`${error.type}: ${error.detail}`) : '';
}

/** The peer as a request writes it. */
export function describePeer(peer: unknown): string {
  return typeof peer === 'string' ? toPlainText(peer) : JSON.stringify(peer);
}

function toLocal(timeMs: number): [date: string, time: string] {
  const local = new Date(timeMs - new Date(timeMs).getTimezoneOffset() * 60_000).toISOString();
  return [local.slice(0, 10), local.slice(11, 19)];
}
