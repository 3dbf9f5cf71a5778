import { accountNamePattern, accountNameRule } from '../core/account-name.ts';
import { endOfTimeMs, isBatchId, jobIdInCreatedKey } from '../core/ids.ts';
import { type Job, type JobStatus, jobStatuses } from '../core/job/job.ts';
import { type LinkStatus, linkOf, linkStatuses, linkStatusOf } from '../core/job/link-status.ts';
import { parsePeer } from '../core/peer/parse-peer.ts';
import { peerKey } from '../core/peer/peer.ts';
import type { FieldProblem } from '../core/request/field-problem.ts';
import { standingNameDetail, standingNamePattern } from '../core/request/standing-name.ts';
import { hintRfc3339 } from '../core/request/time-hints.ts';
import { parseRfc3339 } from '../core/rfc3339.ts';
import type { Query } from './read-page.ts';

/** Which of a tenant's invites are asked for. */
export interface InviteFilters {
  batchId?: string;
  /** Accepted in [fromMs, beforeMs). */
  fromMs: number;
  beforeMs: number;
  /** The account and the chat (its `peerKey`) that are asked for. */
  account: string | undefined;
  peer: string | undefined;
  /** Whether one is asked for, but for the times. @param peers the names of the chat that is asked for. */
  matches(job: Job, peers: ReadonlySet<string>): boolean;
  /** Whether `matches` is true of every one. */
  isOpen: boolean;
}

export const filterNames = [
  'account',
  'peer',
  'status',
  'batch',
  'title',
  'link_status',
  'origin',
  'pool',
  'metadata.NAME',
  'created_after',
  'created_before',
];

/** Whether this service has made the link, or a sync has found it. */
export const origins = ['created', 'adopted'];

const metadataPrefix = 'metadata.';

/** Reads the filters of a query and adds to `problems` what is wrong with them. */
export function readFilters(query: Query, problems: FieldProblem[], nowMs: number): InviteFilters {
  const { account, peer, status, batch, title, link_status: linkStatus, origin, pool } = query;
  const pairs = Object.entries(query).filter(([name]) => name.startsWith(metadataPrefix));
  if (account !== undefined && !accountNamePattern.test(account)) {
    problems.push({ field: 'account', detail: `account takes the name of an account: ${accountNameRule}.` });
  }
  if (status !== undefined && !jobStatuses.includes(status as JobStatus)) {
    problems.push({ field: 'status', detail: `status takes one of ${jobStatuses.join(', ')}.` });
  }
  if (batch !== undefined && !isBatchId(batch)) {
    problems.push({ field: 'batch', detail: 'batch takes the id of a batch: "bat_" and 26 characters.' });
  }
  if (linkStatus !== undefined && !linkStatuses.includes(linkStatus as LinkStatus)) {
    problems.push({ field: 'link_status', detail: `link_status takes one of ${linkStatuses.join(', ')}.` });
  }
  if (origin !== undefined && !origins.includes(origin)) {
    problems.push({ field: 'origin', detail: `origin takes one of ${origins.join(', ')}.` });
  }
  if (pool !== undefined && !standingNamePattern.test(pool)) {
    problems.push({ field: 'pool', detail: `pool takes the name of a pool; a ${standingNameDetail}` });
  }
  const wantedPeer = readPeer(peer, problems);
  return {
    ...(batch === undefined ? {} : { batchId: batch }),
    fromMs: readTime('created_after', query, problems) ?? 0,
    beforeMs: readTime('created_before', query, problems) ?? endOfTimeMs,
    isOpen:
      [account, peer, status, title, linkStatus, origin, pool].every((each) => each === undefined) &&
      pairs.length === 0,
    account,
    peer: wantedPeer,
    matches: (job, peers) =>
      (account === undefined || job.request.account === account) &&
      (status === undefined || job.status === status) &&
      (title === undefined || (linkOf(job)?.title ?? job.request.title ?? '').startsWith(title)) &&
      (origin === undefined || (job.adopted === undefined ? 'created' : 'adopted') === origin) &&
      (pool === undefined || job.pool === pool) &&
      (linkStatus === undefined || linkStatusOf(job, nowMs) === linkStatus) &&
      pairs.every(([name, value]) => job.request.metadata?.[name.slice(metadataPrefix.length)] === value) &&
      (wantedPeer === undefined || peers.has(readPeer(job.request.peer, []) ?? '')),
  };
}

/** The chat itself, whatever form names it. */
function readPeer(peer: unknown, problems: FieldProblem[]): string | undefined {
  if (peer === undefined) {
    return undefined;
  }
  const parsed = parsePeer(peer);
  if ('problem' in parsed) {
    problems.push({ field: 'peer', detail: parsed.problem });
    return undefined;
  }
  return peerKey(parsed);
}

/** A parameter that is a time. Adds to `problems` when it is none. */
export function readTime(field: string, query: Query, problems: FieldProblem[]): number | undefined {
  const text = query[field];
  if (text === undefined) {
    return undefined;
  }
  const timeMs = parseRfc3339(text);
  if (timeMs === undefined) {
    const takes = `${field} takes a time such as 2026-12-01T10:00:00Z; a "+" in a URL is written %2B.`;
    const hint = hintRfc3339(text);
    problems.push({ field, detail: hint === undefined ? takes : `${takes} ${hint}` });
    return undefined;
  }
  return Math.max(timeMs, 0);
}

export function toCursor(createdKey: string): string {
  return Buffer.from(createdKey).toString('base64url');
}

/** @returns the `createdKey` in it, or undefined for anything that is no cursor. */
export function readCursor(cursor: string): string | undefined {
  const createdKey = Buffer.from(cursor, 'base64url').toString('latin1');
  return jobIdInCreatedKey(createdKey) === undefined ? undefined : createdKey;
}
