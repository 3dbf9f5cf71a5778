import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isFinal, type Job, type JobStatus, jobStatuses } from '../../functions/core/job/job.ts';
import * as transitions from '../../functions/core/job/transitions.ts';
import { projectDirectory } from '../../project-directory.ts';
import { createJobRecord, startMs } from '../functions/core/records.ts';

const nowMs = startMs + 1_000;
const until = { reason: 'FLOOD_WAIT', retryAtMs: nowMs + 5_000 };
const progress = { lists: [], links: 0, adopted: 0, updated: 0, left: 0 };
const error = { type: 'PEER_ID_INVALID', class: 'input', detail: '' } as const;

/** These change something else than the state of a job. */
type Others = 'repair' | 'requestCancel' | 'toJobError';

const changes: Record<Exclude<keyof typeof transitions, Others>, (job: Job) => Job> = {
  begin: (job) => transitions.begin(job, 1, nowMs),
  assumeBegun: (job) => transitions.assumeBegun(job, 1, startMs, nowMs),
  takeBack: (job) => transitions.takeBack(job, nowMs),
  beginSearch: (job) => transitions.beginSearch(job, 1, nowMs),
  waitForLateLink: (job) => transitions.waitForLateLink(job, until, nowMs, nowMs),
  settleUnmade: (job) => transitions.settleUnmade(job, nowMs),
  succeed: (job) => transitions.succeed(job, { kind: 'chatInvitePublicJoinRequests' }, nowMs),
  succeedOperation: (job) => transitions.succeedOperation(job, undefined, nowMs),
  decide: (job) => transitions.decide(job, 'approved', nowMs),
  goOn: (job) => transitions.goOn(job, nowMs),
  beginPage: (job) => transitions.beginPage(job, 1, nowMs),
  turnPage: (job) => transitions.turnPage(job, progress, nowMs),
  succeedSync: (job) => transitions.succeedSync(job, progress, nowMs),
  fail: (job) => transitions.fail(job, error, nowMs),
  withdraw: (job) => transitions.withdraw(job, nowMs),
  cancel: (job) => transitions.cancel(job, nowMs),
  expire: (job) => transitions.expire(job, nowMs),
  wait: (job) => transitions.wait(job, until, nowMs),
  waitInLine: (job) => transitions.waitInLine(job, until, nowMs),
  waitAfterSearch: (job) => transitions.waitAfterSearch(job, until, nowMs),
  waitForSearch: (job) => transitions.waitForSearch(job, until, nowMs),
  waitRefused: (job) => transitions.waitRefused(job, until, nowMs),
  waitForChat: (job) => transitions.waitForChat(job, until, nowMs),
  waitUnknown: (job) => transitions.waitUnknown(job, until, nowMs),
  waitUncalled: (job) => transitions.waitUncalled(job, until, nowMs),
  waitUnreached: (job) => transitions.waitUnreached(job, until, nowMs),
  readdress: (job) => transitions.readdress(job, '@launch', nowMs),
  readdressRefused: (job) => transitions.readdressRefused(job, '@launch', nowMs),
  block: (job) => transitions.block(job, error, nowMs),
  unblock: (job) => transitions.unblock(job, nowMs),
};

const page = await readFile(join(projectDirectory, 'ARCHITECTURE.md'), 'utf8');
const arrows = [...page.matchAll(/^ +(\w+) --> (\w+): (.+)$/gm)].flatMap(([, from, to, names = '']) =>
  names.split(', ').map((name) => ({ from, to, name })),
);

test('each arrow of the diagram is what its function does', () => {
  const told = arrows.map(({ from, to, name }) => `${from} --> ${to}: ${name}`);
  const done = arrows.map(({ from, name }) => {
    const change = changes[name as keyof typeof changes];
    const job = createJobRecord(1, { status: from as JobStatus });
    return `${from} --> ${change?.(job).status}: ${name}`;
  });
  expect(done).toEqual(told);
});

test('the diagram has every function and every state, and no arrow out of a final state', () => {
  expect([...new Set(arrows.map(({ name }) => name))].toSorted()).toEqual(Object.keys(changes).toSorted());
  expect([...new Set(arrows.map(({ to }) => to))].toSorted()).toEqual([...jobStatuses].toSorted());
  expect(arrows.filter(({ from }) => isFinal(from as JobStatus))).toEqual([]);
});
