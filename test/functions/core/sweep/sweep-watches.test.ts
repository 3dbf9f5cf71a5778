import { expect, test } from 'vitest';
import { watchFromMs } from '../../../../functions/core/job/due.ts';
import type { Job } from '../../../../functions/core/job/job.ts';
import { createJobRecords, createWatchRecord, startMs } from '../records.ts';
import { createSweepWorld } from './sweep-world.ts';

const due = createWatchRecord(startMs + 55_000);

test('a watch that is due has its message sent at once, and again after a minute', async () => {
  const world = createSweepWorld([due]);
  await world.sweep();
  expect(world.sent).toEqual([{ jobId: due.jobId, sends: 1 }]);
  world.advance(60_000);
  await world.sweep();
  expect(world.sent).toHaveLength(2);
});

test('a look a moment ago keeps no watch from being sent, but the jobs that its worker takes up', async () => {
  const jobs = createJobRecords(3);
  const world = createSweepWorld([...jobs, due], { leasedAtMs: startMs + 59_000 });
  await world.sweep();
  expect(world.sent.map(({ jobId }) => jobId)).toEqual([due.jobId]);
});

test('a wait of the method that makes links holds no watch up', async () => {
  const untilMs = startMs + 3_600_000;
  const world = createSweepWorld([due], { blockedUntilMs: { 'messages.exportChatInvite': untilMs } });
  await world.sweep();
  expect(world.sent).toHaveLength(1);
});

test('the account is looked at when the next look is due', async () => {
  const later = createWatchRecord(startMs + 900_000);
  const world = createSweepWorld([later], { idleSinceMs: startMs });
  await world.sweep();
  expect(world.sent).toEqual([]);
  expect(world.entry()).toMatchObject({ dueAtMs: startMs + 900_000 });
});

test('a watch is found behind a line longer than what is read of it, and never ends', async () => {
  const world = createSweepWorld([...createJobRecords(200), due]);
  world.advance(400 * 24 * 3_600_000);
  await world.sweep();
  expect(world.sent.map(({ jobId }) => jobId)).toContain(due.jobId);
  expect(world.store.jobs.get(due.jobId)?.status).toBe('waiting');
});

test('a watch is blocked with its account, and looks again when the account works', async () => {
  const world = createSweepWorld([due], { status: 'halted', dueShard: '0' });
  await world.sweep();
  expect(world.store.jobs.get(due.jobId)?.status).toBe('blocked');
  Object.assign(world.store.accounts.get('acc_a') ?? {}, { status: 'active', dueAtMs: startMs });
  world.advance(60_000);
  await world.sweep();
  const released = world.store.jobs.get(due.jobId) as Job;
  expect(released).toMatchObject({ status: 'queued', dueAtMs: watchFromMs + world.now() });
});

test("a watch that rests is nobody's matter", async () => {
  const { dueAtMs: _dueAtMs, ...resting } = due;
  const world = createSweepWorld([resting], { idleSinceMs: startMs });
  await world.sweep();
  expect(world.sent).toEqual([]);
  expect(world.entry()).toEqual({});
});
