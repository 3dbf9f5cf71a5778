import { describe, expect, test } from 'vitest';
import type { Job } from '../../../../functions/core/job/job.ts';
import { linkStatusOf } from '../../../../functions/core/job/link-status.ts';
import { editMethod, exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createOperationRecord, startMs } from '../records.ts';
import { createDrainWorld } from './drain-world.ts';
import { createLinkWorld, edit, jobOf, linkOf, revoke } from './link-world.ts';
import { lostAfter, lostBefore, refusedWith } from './scripted-telegram.ts';

describe('a call of unknown outcome', () => {
  test('that was the last attempt leaves the link unknown, until Telegram tells how it is', async () => {
    const lost = { status: 'running', attempts: 8, fence: 0, intentAtMs: startMs - 10_000 } as const;
    const first = revoke('A', { ...lost, calledUntilMs: startMs });
    const world = createLinkWorld([first]);
    await world.drain();
    expect(linkStatusOf(world.store.job(1), world.now())).toBe('unknown');
    const look = createOperationRecord('B', 1, { kind: 'refresh' });
    world.store.jobs.set('inv_1', { ...world.store.job(1), operationIds: [first.jobId, look.jobId] });
    world.store.jobs.set(look.jobId, look);
    await world.drain([look.jobId]);
    expect(linkStatusOf(world.store.job(1), world.now())).toBe('active');
  });

  test('is made again', async () => {
    for (const lost of [lostBefore, lostAfter]) {
      const operation = revoke('A');
      const world = createLinkWorld([operation]);
      world.telegram.script(editMethod, lost);
      await world.drain();
      expect(jobOf(world, operation).status).toBe('waiting');
      world.advance(10_000);
      await world.drain();
      expect(jobOf(world, operation).status).toBe('succeeded');
      expect(linkOf(world)).toMatchObject({ isRevoked: true });
    }
  });

  test('of an edit holds a later edit until it can be executed no more, and no revocation', async () => {
    const first = edit('A', { title: 'one' });
    const second = edit('B', { title: 'two' });
    const last = revoke('C');
    const world = createLinkWorld([first, second]);
    world.telegram.script(editMethod, lostBefore);
    await world.drain();
    world.advance(10_000);
    await world.drain();
    expect(jobOf(world, first).status).toBe('succeeded');
    expect(jobOf(world, second)).toMatchObject({ status: 'waiting', wait: { reason: 'OUTCOME_UNKNOWN' } });
    const heldUntilMs = jobOf(world, second).wait?.retryAtMs ?? 0;
    expect(heldUntilMs - startMs).toBeGreaterThan(300_000);
    world.advanceTo(heldUntilMs);
    await world.drain();
    expect(world.telegram.edits.map(({ changes }) => changes.title)).toEqual(['one', 'two']);
    expect(last.operation?.kind).toBe('revoke');
  });

  test('of a worker that died is made again, and holds later edits', async () => {
    const first = edit(
      'A',
      { title: 'one' },
      {
        status: 'running',
        attempts: 1,
        fence: 0,
        intentAtMs: startMs - 10_000,
        calledUntilMs: startMs + 10_000,
      },
    );
    const second = edit('B', { title: 'two' });
    const world = createLinkWorld([first, second]);
    await world.drain();
    expect(jobOf(world, first)).toMatchObject({ status: 'succeeded', attempts: 2 });
    expect(jobOf(world, second)).toMatchObject({ wait: { reason: 'OUTCOME_UNKNOWN' } });
  });

  test('holds later edits too where it was the last attempt', async () => {
    const first = edit(
      'A',
      { title: 'one' },
      { status: 'running', attempts: 8, fence: 0, intentAtMs: startMs - 10_000, calledUntilMs: startMs },
    );
    const second = edit('B', { title: 'two' });
    const world = createLinkWorld([first, second]);
    await world.drain();
    expect(jobOf(world, first)).toMatchObject({ status: 'failed', error: { type: 'ATTEMPTS_EXHAUSTED' } });
    expect(jobOf(world, second)).toMatchObject({ wait: { reason: 'OUTCOME_UNKNOWN' } });
    expect(world.telegram.edits).toEqual([]);
    expect(linkStatusOf(world.store.job(1), world.now())).toBe('unknown');
  });

  test('holds later edits on a connection that does not know yet how far Telegram is behind', async () => {
    const first = edit('A', { title: 'one' });
    const second = edit('B', { title: 'two' });
    const world = createLinkWorld([first, second]);
    world.telegram.setAheadMs(-600_000);
    world.telegram.script(editMethod, lostBefore);
    await world.drain();
    world.advance(10_000);
    await world.drain();
    expect(jobOf(world, first).status).toBe('succeeded');
    const held = { ...jobOf(world, second), status: 'queued' as const, dueAtMs: startMs };
    world.store.jobs.set(second.jobId, held);
    world.telegram.setAheadMs(0);
    await world.drain();
    expect(jobOf(world, second)).toMatchObject({ wait: { reason: 'OUTCOME_UNKNOWN' } });
  });

  test('that was not even sent ends the pass: the connection is gone', async () => {
    const operations = [edit('A', { title: 'one' }), edit('B', { title: 'two' })];
    const world = createLinkWorld(operations);
    world.telegram.script(editMethod, ...Array.from({ length: 9 }, () => refusedWith('CALL_NOT_MADE', 0)));
    await world.drain();
    expect(world.telegram.callsOf(editMethod)).toHaveLength(1);
    expect(operations.map((each) => jobOf(world, each).attempts)).toEqual([0, 0]);
  });

  test('is given up after the last attempt', async () => {
    const operation = revoke('A', { attempts: 8, waits: 0 });
    const world = createLinkWorld([operation]);
    await world.drain();
    expect(jobOf(world, operation)).toMatchObject({
      status: 'failed',
      error: { type: 'ATTEMPTS_EXHAUSTED' },
    });
    expect(world.telegram.callsOf(editMethod)).toEqual([]);
  });

  test('what Telegram told is stored before the operation ends: a fault in between repeats it', async () => {
    const operation = revoke('A');
    const world = createLinkWorld([operation]);
    world.store.onOperation((name, subject) => {
      if (name === 'saveJob' && (subject as Job).status === 'succeeded') {
        throw new Error('the table is out of order');
      }
    });
    await expect(world.drain()).rejects.toThrow('out of order');
    expect(linkOf(world)).toMatchObject({ isRevoked: true });
    world.store.onOperation(() => {});
    world.advance(60_000);
    await world.drain();
    expect(jobOf(world, operation).status).toBe('succeeded');
    expect(world.telegram.callsOf(editMethod)).toHaveLength(1);
  });
});

test('a link made long after a lost call, and edited until it looks like its link, is not taken for it', async () => {
  const lost = createJobRecord(1, { request: { account: 'main', peer: '@launch', title: 'a' } });
  const other = createJobRecord(2, { request: { account: 'main', peer: '@launch', title: 'b' } });
  const disguise = createOperationRecord('A', 2, { kind: 'edit', changes: { title: 'a' } });
  const world = createDrainWorld([lost]);
  world.telegram.script(exportMethod, lostBefore);
  await world.drain([1]);
  // Long enough that the mark of the other link is not among the recent ones.
  world.advance(120_000);
  world.store.jobs.set(other.jobId, { ...other, operationIds: [disguise.jobId] });
  await world.drain([2]);
  world.advance(120_000);
  world.store.jobs.set(disguise.jobId, disguise);
  await world.drain([disguise.jobId]);
  expect(world.telegram.links.map(({ invite }) => invite.title)).toEqual(['a']);
  for (let pass = 0; pass < 6; pass += 1) {
    world.advance(300_000);
    await world.drain([1]);
  }
  expect(world.statuses()).toEqual(['succeeded', 'succeeded', 'succeeded']);
  expect(new Set(world.shownLinks()).size).toBe(2);
});
