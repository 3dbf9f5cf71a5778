import type { ExportedInvite, Job } from '../../../../functions/core/job/job.ts';
import type { LinkChanges } from '../../../../functions/core/job/operation.ts';
import { createJobRecord, createOperationRecord, startMs } from '../records.ts';
import { createDrainWorld, type DrainWorld } from './drain-world.ts';

/** Worlds whose first job has made its link, with these operations on it. */
export function createLinkWorld(operations: Job[], { others = [] as Job[], account = {} } = {}): DrainWorld {
  const invite: ExportedInvite = {
    link: 'https://t.me/+link0',
    admin_id: '777',
    date: startMs / 1000 - 1_000,
    permanent: false,
    revoked: false,
    request_needed: false,
    title: 'order 1',
  };
  const maker = createJobRecord(1, {
    status: 'succeeded',
    outcome: { kind: 'chatInviteExported', invite },
    finishedAtMs: startMs - 900_000,
    operationIds: operations.map(({ jobId }) => jobId),
  });
  const { dueAtMs: _dueAtMs, ...made } = maker;
  const world = createDrainWorld([made, ...operations, ...others], account);
  world.telegram.links.push({ chat: 'channel 11', invite: structuredClone(invite) });
  return world;
}

export function edit(letter: string, changes: LinkChanges, overrides: Partial<Job> = {}) {
  return createOperationRecord(letter, 1, { kind: 'edit', changes }, overrides);
}

export function revoke(letter: string, overrides: Partial<Job> = {}) {
  return createOperationRecord(letter, 1, { kind: 'revoke' }, overrides);
}

export function jobOf(world: DrainWorld, { jobId }: Job): Job {
  const job = world.store.jobs.get(jobId);
  if (job === undefined) {
    throw new Error(`no job ${jobId}`);
  }
  return job;
}

export function linkOf(world: DrainWorld) {
  return world.store.job(1).link;
}
