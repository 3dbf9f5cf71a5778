import { describe, expect, test } from 'vitest';
import type { Job } from '../../../../functions/core/job/job.ts';
import {
  deleteMethod,
  editMethod,
  exportMethod,
  refreshMethod,
} from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createOperationRecord, startMs } from '../records.ts';
import { acknowledged, createDrainWorld } from './drain-world.ts';
import { endOf } from './flood.ts';
import { createLinkWorld, edit, jobOf, linkOf, revoke } from './link-world.ts';
import { refusedWith } from './scripted-telegram.ts';

describe('an operation on a link', () => {
  test('a revocation is done, and the invite knows it', async () => {
    const operation = revoke('A');
    const world = createLinkWorld([operation]);
    await world.drain();
    expect(world.telegram.links[0]?.invite.revoked).toBe(true);
    expect(jobOf(world, operation)).toMatchObject({
      status: 'succeeded',
      told: { isRevoked: true, usage: 0, invite: { revoked: true } },
    });
    expect(linkOf(world)).toMatchObject({ isRevoked: true, asOfMs: startMs, doneUntil: operation.jobId });
    expect(world.store.job(1).status).toBe('succeeded');
  });

  test('an edit changes what it names', async () => {
    const operation = edit('A', { title: 'autumn', usage_limit: 5 });
    const world = createLinkWorld([operation]);
    await world.drain();
    expect(world.telegram.links[0]?.invite).toMatchObject({ title: 'autumn', usage_limit: 5 });
    expect(linkOf(world)?.invite).toMatchObject({ title: 'autumn', usage_limit: 5 });
  });

  test('a link that is not revoked is deleted only where that was asked for', async () => {
    const refused = createOperationRecord('A', 1, { kind: 'delete' });
    const both = createOperationRecord('B', 1, { kind: 'delete', revokeFirst: true });
    const world = createLinkWorld([refused, both]);
    await world.drain();
    expect(jobOf(world, refused)).toMatchObject({ status: 'failed', error: { type: 'INVITE_NOT_REVOKED' } });
    expect(jobOf(world, both)).toMatchObject({ status: 'succeeded', told: { isDeleted: true } });
    expect(world.telegram.links).toEqual([]);
    // The second write of the lease: the first one, should it arrive late, stores nothing over it.
    expect(linkOf(world)).toMatchObject({ isRevoked: true, isDeleted: true, writeNumber: 2 });
  });

  test('a refresh tells what has happened elsewhere', async () => {
    const operation = createOperationRecord('A', 1, { kind: 'refresh' });
    const world = createLinkWorld([operation]);
    Object.assign(world.telegram.links[0]?.invite ?? {}, { revoked: true });
    await world.drain();
    expect(linkOf(world)).toMatchObject({ isRevoked: true });
    expect(world.telegram.calls.map(({ method }) => method)).toContain(refreshMethod);
  });

  test('what Telegram refuses though it knows the link ends after one look, and says why', async () => {
    const operation = edit('A', { title: 'autumn' });
    const world = createLinkWorld([operation]);
    world.telegram.script(editMethod, ...Array(9).fill(refusedWith('INVITE_HASH_EXPIRED')));
    await world.drain();
    expect(jobOf(world, operation)).toMatchObject({
      status: 'failed',
      error: { type: 'INVITE_HASH_EXPIRED', detail: expect.stringContaining('does not change it') },
    });
    expect(world.telegram.callsOf(editMethod)).toHaveLength(2);
    expect(world.telegram.callsOf(refreshMethod)).toHaveLength(1);
    expect(linkOf(world)).not.toHaveProperty('isRevoked');
  });

  test('what Telegram has revoked already is revoked, after a look', async () => {
    const operation = revoke('A');
    const world = createLinkWorld([operation]);
    Object.assign(world.telegram.links[0]?.invite ?? {}, { revoked: true });
    await world.drain();
    expect(jobOf(world, operation).status).toBe('succeeded');
    expect(world.telegram.callsOf(editMethod)).toHaveLength(1);
    expect(world.telegram.callsOf(refreshMethod)).toHaveLength(1);
    expect(linkOf(world)).toMatchObject({ isRevoked: true });
    expect(linkOf(world)).not.toHaveProperty('isDeleted');
  });

  test('a link is not taken for deleted because the name of its chat leads to another one by now', async () => {
    const operation = revoke('A');
    const world = createLinkWorld([operation]);
    world.store.peers.set('acc_a @launch', { kind: 'channel', channelId: '44', accessHash: '440' });
    world.telegram.script(editMethod, refusedWith('CHANNEL_INVALID'));
    await world.drain();
    await world.drain();
    expect(jobOf(world, operation)).toMatchObject({ status: 'failed', error: { type: 'CHANNEL_INVALID' } });
    expect(linkOf(world)).toBeUndefined();
  });

  test('what Telegram has forgotten is deleted', async () => {
    const operation = revoke('A');
    const world = createLinkWorld([operation]);
    world.telegram.links.length = 0;
    await world.drain();
    expect(jobOf(world, operation).status).toBe('succeeded');
    expect(linkOf(world)).toMatchObject({ isRevoked: true, isDeleted: true });
  });

  test('what is known to be revoked costs no call', async () => {
    const operations = [revoke('A'), revoke('B')];
    const world = createLinkWorld(operations);
    await world.drain();
    expect(operations.map((each) => jobOf(world, each).status)).toEqual(['succeeded', 'succeeded']);
    expect(world.telegram.callsOf(editMethod)).toHaveLength(1);
  });

  test('an edit of a revoked link fails and says so', async () => {
    const operation = edit('B', { title: 'late' });
    const world = createLinkWorld([revoke('A'), operation]);
    await world.drain();
    expect(jobOf(world, operation)).toMatchObject({ status: 'failed', error: { type: 'INVITE_REVOKED' } });
    expect(world.telegram.edits).toEqual([]);
  });
});

describe('the order of the operations of one link', () => {
  test('they are done in the order in which they were accepted, whatever their places', async () => {
    const first = edit('A', { title: 'one' });
    const second = edit(
      'B',
      { title: 'two' },
      { placeMs: startMs - 20_000_000, dueAtMs: startMs - 20_000_000 },
    );
    const world = createLinkWorld([first, second]);
    await world.drain();
    expect(world.telegram.edits.map(({ changes }) => changes.title)).toEqual(['one', 'two']);
  });

  test('one whose worker died before it stored its end comes before later ones, and is not done again', async () => {
    const first = edit(
      'A',
      { title: 'one' },
      { status: 'running', attempts: 1, fence: 0, intentAtMs: startMs - 10_000, calledUntilMs: startMs },
    );
    const second = edit('B', { title: 'two' });
    const world = createLinkWorld([first, second]);
    const made = world.store.job(1);
    const link = { asOfMs: startMs - 5_000, fence: 0, doneUntil: first.jobId };
    world.store.jobs.set('inv_1', { ...made, link });
    await world.drain([second.jobId]);
    expect(jobOf(world, first).status).toBe('succeeded');
    expect(jobOf(world, second).status).toBe('succeeded');
    expect(world.telegram.edits.map(({ changes }) => changes.title)).toEqual(['two']);
  });

  test('one that is stored late, though it has an earlier place, comes before those accepted after it', async () => {
    const late = edit('A', { title: 'late' });
    const second = edit('B', { title: 'two' });
    const third = edit('C', { title: 'three' });
    const world = createLinkWorld([late, second]);
    world.store.jobs.delete(late.jobId);
    await world.drain();
    expect(jobOf(world, second).status).toBe('succeeded');
    const operationIds = [late, second, third].map(({ jobId }) => jobId);
    world.store.jobs.set('inv_1', { ...world.store.job(1), operationIds });
    world.store.jobs.set(late.jobId, structuredClone(late));
    world.store.jobs.set(third.jobId, structuredClone(third));
    world.telegram.script(editMethod, refusedWith('RPC_CALL_FAIL', 500));
    await world.drain();
    expect(jobOf(world, late).status).toBe('waiting');
    expect(jobOf(world, third).wait).toMatchObject({ reason: 'EARLIER_OPERATION' });
  });

  test('an urgent one does an earlier one first, though only its own message has come', async () => {
    const first = edit('A', { title: 'one' }, { placeMs: startMs - 1, dueAtMs: startMs - 1 });
    const urgent = revoke('B');
    const world = createLinkWorld([first, urgent], {
      // They come before it in line, and fill the pass.
      others: Array.from({ length: 30 }, (_, index) => createJobRecord(index + 2)),
    });
    await world.drain([urgent.jobId]);
    expect(world.telegram.edits).toHaveLength(1);
    expect(linkOf(world)).toMatchObject({ isRevoked: true });
  });

  test('an earlier one whose deadline has passed ends, and is not done by a later one', async () => {
    const late = { placeMs: startMs - 1, dueAtMs: startMs - 1, deadlineMs: startMs - 1 };
    const first = edit('A', { title: 'late' }, late);
    const urgent = revoke('B');
    const world = createLinkWorld([first, urgent], {
      others: Array.from({ length: 30 }, (_, index) => createJobRecord(index + 2)),
    });
    await world.drain([urgent.jobId]);
    expect(jobOf(world, first).status).toBe('expired');
    expect(world.telegram.edits).toEqual([]);
    expect(linkOf(world)).toMatchObject({ isRevoked: true });
  });

  test('one whose link is not made yet waits for it, and is done as soon as it is made', async () => {
    const operation = createOperationRecord('A', 2, { kind: 'revoke' });
    const maker = createJobRecord(2, { operationIds: [operation.jobId] });
    const world = createDrainWorld([maker, operation]);
    await world.drain();
    expect(world.statuses()).toEqual(['succeeded', 'succeeded']);
    expect(world.telegram.links[0]?.invite.revoked).toBe(true);
    expect(world.telegram.calls.map(({ method }) => method).slice(-2)).toEqual([exportMethod, editMethod]);
  });

  test('one whose link waits for its account waits with it', async () => {
    const operation = createOperationRecord('A', 2, { kind: 'revoke' });
    const maker = createJobRecord(2, { operationIds: [operation.jobId] });
    const world = createDrainWorld([maker, operation]);
    world.telegram.script(exportMethod, refusedWith('FLOOD_WAIT_60', 420));
    await world.drain();
    expect(jobOf(world, operation)).toMatchObject({
      status: 'waiting',
      wait: { reason: 'EARLIER_OPERATION' },
    });
    world.advanceTo(endOf(60));
    await world.drain();
    expect(world.telegram.links[0]?.invite.revoked).toBe(true);
  });

  test('one whose link waits for long has no message meanwhile', async () => {
    const operation = createOperationRecord('A', 2, { kind: 'revoke' });
    const maker = createJobRecord(2, { operationIds: [operation.jobId] });
    const world = createDrainWorld([maker, operation]);
    world.telegram.script(exportMethod, refusedWith('FLOOD_WAIT_600', 420));
    const verdicts = await world.drain();
    expect(jobOf(world, operation).wait).toEqual({ reason: 'EARLIER_OPERATION', retryAtMs: endOf(600) });
    expect(verdicts.get(operation.jobId)).toEqual(acknowledged);
  });

  test('those whose links wait for long look again together, so that one connection serves all of them', async () => {
    const first = createOperationRecord('A', 2, { kind: 'revoke' });
    const second = createOperationRecord('B', 3, { kind: 'revoke' });
    const makers = [
      createJobRecord(2, { operationIds: [first.jobId] }),
      createJobRecord(3, { operationIds: [second.jobId] }),
    ];
    const world = createDrainWorld([...makers, first]);
    world.telegram.script(exportMethod, refusedWith('FLOOD_WAIT_90000', 420));
    await world.drain();
    world.advanceTo(startMs + 60_000);
    world.store.jobs.set(second.jobId, second);
    await world.drain([2, 3]);
    const looks = [first, second].map((each) => jobOf(world, each).wait?.retryAtMs ?? 0);
    expect(looks[0]).toBeGreaterThan(startMs + 7 * 60_000);
    expect(looks[0]).toBeLessThan(startMs + 23 * 60_000);
    expect(looks[1]).toBe(looks[0]);
  });

  test('one that waits for a link is done as soon as that is made, though its own turn comes later', async () => {
    const operation = createOperationRecord('A', 2, { kind: 'revoke' });
    const maker = createJobRecord(2, { operationIds: [operation.jobId] });
    const world = createDrainWorld([maker, operation]);
    world.telegram.script(exportMethod, refusedWith('FLOOD_WAIT_600', 420));
    await world.drain();
    const { wait } = jobOf(world, operation);
    world.advanceTo((wait?.retryAtMs ?? 0) - 1);
    world.store.jobs.set(maker.jobId, { ...world.store.job(2), dueAtMs: startMs });
    Object.assign(world.account().blockedUntilMs, { [exportMethod]: 0 });
    await world.drain([2]);
    expect(world.store.job(2).status).toBe('succeeded');
    expect(jobOf(world, operation).status).toBe('succeeded');
    expect(world.telegram.links[0]?.invite.revoked).toBe(true);
  });

  test('one whose link was never made fails', async () => {
    const operation = createOperationRecord('A', 2, { kind: 'revoke' });
    const { dueAtMs: _dueAtMs, ...maker } = createJobRecord(2, {
      status: 'cancelled',
      operationIds: [operation.jobId],
    });
    const world = createDrainWorld([maker, operation]);
    await world.drain();
    expect(jobOf(world, operation)).toMatchObject({ status: 'failed', error: { type: 'INVITE_NOT_MADE' } });
  });
});

describe('waits', () => {
  test('a wait for links does not hold an operation up', async () => {
    const operation = revoke('A');
    const world = createLinkWorld([operation], {
      others: [createJobRecord(2)],
      account: { blockedUntilMs: { [exportMethod]: endOf(600) } },
    });
    const verdicts = await world.drain();
    expect(jobOf(world, operation).status).toBe('succeeded');
    expect(world.telegram.callsOf(exportMethod)).toEqual([]);
    expect(verdicts.get('inv_2')).toEqual({ kind: 'again', atMs: endOf(600) });
  });

  test('a wait for edits is kept for all of them, and links are made meanwhile', async () => {
    const operations = [revoke('A'), createOperationRecord('B', 3, { kind: 'revoke' })];
    const world = createLinkWorld(operations, { others: [createJobRecord(2)] });
    const other = structuredClone(world.store.job(1));
    world.store.jobs.set('inv_3', { ...other, jobId: 'inv_3', operationIds: [operations[1]?.jobId ?? ''] });
    world.telegram.script(editMethod, refusedWith('FLOOD_WAIT_60', 420));
    await world.drain();
    expect(operations.map((each) => jobOf(world, each).wait)).toEqual([
      { reason: 'FLOOD_WAIT', method: editMethod, retryAtMs: endOf(60) },
      { reason: 'FLOOD_WAIT', method: editMethod, retryAtMs: endOf(60) },
    ]);
    expect(world.store.job(2).status).toBe('succeeded');
    expect(world.telegram.callsOf(editMethod)).toHaveLength(1);
    world.advanceTo(endOf(60));
    await world.drain();
    expect(operations.map((each) => jobOf(world, each).status)).toEqual(['succeeded', 'succeeded']);
  });

  test('a wait for edits in one chat is kept for that chat', async () => {
    const operations = [revoke('A'), createOperationRecord('B', 3, { kind: 'revoke' })];
    const world = createLinkWorld(operations);
    const other = structuredClone(world.store.job(1));
    world.store.jobs.set('inv_3', { ...other, jobId: 'inv_3', operationIds: [operations[1]?.jobId ?? ''] });
    world.telegram.script(editMethod, refusedWith('SLOWMODE_WAIT_60', 420));
    await world.drain();
    expect(operations.map((each) => jobOf(world, each).wait)).toEqual([
      { reason: 'SLOWMODE_WAIT', retryAtMs: endOf(60) },
      { reason: 'SLOWMODE_WAIT', retryAtMs: endOf(60) },
    ]);
  });

  test('a refusal behind another of the chain is sent again', async () => {
    const operations = [revoke('A'), createOperationRecord('B', 3, { kind: 'delete', revokeFirst: true })];
    const world = createLinkWorld(operations);
    const other = structuredClone(world.store.job(1));
    world.store.jobs.set('inv_3', { ...other, jobId: 'inv_3', operationIds: [operations[1]?.jobId ?? ''] });
    world.telegram.script(editMethod, refusedWith('CHAT_ADMIN_REQUIRED'));
    await world.drain();
    expect(jobOf(world, operations[0] as Job)).toMatchObject({
      status: 'failed',
      error: { type: 'CHAT_ADMIN_REQUIRED' },
    });
    expect(jobOf(world, operations[1] as Job)).toMatchObject({ status: 'succeeded', attempts: 2 });
    expect(world.telegram.callsOf(deleteMethod)).toHaveLength(1);
  });

  test('an account that needs its operator blocks them', async () => {
    const operation = revoke('A');
    const world = createLinkWorld([operation]);
    world.telegram.script(editMethod, refusedWith('PEER_FLOOD'));
    await world.drain();
    expect(jobOf(world, operation).status).toBe('blocked');
    expect(world.account().status).toBe('halted');
  });
});
