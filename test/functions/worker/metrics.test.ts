import { expect, test } from 'vitest';
import { connectionError, TelegramError } from '../../../functions/core/rpc/rpc-error.ts';
import { measureWorker } from '../../../functions/worker/metrics.ts';

const refusal = new TelegramError({ code: 420, type: 'FLOOD_WAIT', argument: 7, class: 'flood', detail: '' });

/** A worker's functions of which Telegram refuses each call, measured. */
function measureRefused(refusedWith = refusal) {
  const recorded: unknown[][] = [];
  function refuse() {
    return Promise.reject(refusedWith);
  }
  const measured = measureWorker(
    {
      saveJob: async ({ jobId }: { jobId: string }) => jobId === 'stored',
      takeLease: async () => ({ kind: 'held', untilMs: 1 }),
      saveTrouble: async () => {},
      connect: async () => ({ resolvePeer: refuse, exportChatInvite: refuse, listExportedInvites: refuse }),
    } as never,
    (...values) => recorded.push(values),
  );
  return { measured, recorded };
}

test('a call that Telegram refuses is counted by method and class of error, and the error passes through', async () => {
  const { measured, recorded } = measureRefused();
  const telegram = await measured.connect({} as never, 0);
  await expect(telegram.exportChatInvite({} as never, {} as never)).rejects.toBe(refusal);
  await expect(telegram.listExportedInvites({} as never, () => 0)).rejects.toBe(refusal);
  expect(recorded).toEqual([
    ['connect', 1, 'ok'],
    ['messages.exportChatInvite', 1, 'flood'],
    ['Reconciliations', 1],
    ['messages.getExportedChatInvites', 1, 'flood'],
  ]);
});

test('a call that was not made is not counted', async () => {
  const { measured, recorded } = measureRefused(connectionError('CALL_NOT_MADE'));
  const telegram = await measured.connect({} as never, 0);
  await expect(telegram.exportChatInvite({} as never, {} as never)).rejects.toMatchObject({
    rpc: { type: 'CALL_NOT_MADE' },
  });
  expect(recorded).toEqual([['connect', 1, 'ok']]);
});

test('a job counts when its change was stored, and not when another writer was first', async () => {
  const { measured, recorded } = measureRefused();
  const job = { status: 'succeeded', createdAtMs: 1_000, updatedAtMs: 1_400, waitedMs: 300 };
  await measured.saveJob({ ...job, jobId: 'overtaken' } as never);
  expect(recorded).toEqual([]);
  await measured.saveJob({ ...job, jobId: 'stored' } as never);
  expect(recorded).toEqual([
    ['JobsFinished', 1, 'succeeded'],
    ['TimeToLink', 400, 'succeeded'],
    ['TimeToLinkWithoutWaits', 100, 'succeeded'],
  ]);
});

test('a wait is counted with its length, by its reason', async () => {
  const { measured, recorded } = measureRefused();
  const wait = { reason: 'FLOOD_WAIT', retryAtMs: 8_000 };
  await measured.saveJob({ jobId: 'stored', status: 'waiting', updatedAtMs: 1_000, wait } as never);
  expect(recorded).toEqual([
    ['Waits', 1, 'FLOOD_WAIT'],
    ['WaitLength', 7_000, 'FLOOD_WAIT'],
  ]);
});

test('a reason that is any text is counted as another one, and never told', async () => {
  const { measured, recorded } = measureRefused();
  const wait = { reason: 'call +49 151 23456789', retryAtMs: 8_000 };
  await measured.saveJob({ jobId: 'stored', status: 'waiting', updatedAtMs: 1_000, wait } as never);
  expect(recorded).toEqual([
    ['Waits', 1, 'other'],
    ['WaitLength', 7_000, 'other'],
  ]);
});

test('a lease that somebody else holds is a conflict, and an account taken out of work is counted', async () => {
  const { measured, recorded } = measureRefused();
  await measured.takeLease('acc', {} as never);
  await measured.saveTrouble('acc', 1, 'dead', {} as never);
  expect(recorded).toEqual([
    ['LeaseConflicts', 1],
    ['AccountTroubles', 1, 'dead'],
  ]);
});

test('a link of a rotation that could not be made is counted once', async () => {
  const recorded: unknown[][] = [];
  const measured = measureWorker({ saveRotation: async () => true } as never, (...values) =>
    recorded.push(values),
  );
  await measured.saveRotation({ updatedAtMs: 7, trouble: { atMs: 7 } } as never);
  await measured.saveRotation({ updatedAtMs: 9, trouble: { atMs: 7 } } as never);
  expect(recorded).toEqual([['RotationFailures', 1]]);
});
