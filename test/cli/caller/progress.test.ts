import { expect, test } from 'vitest';
import type { BatchView } from '../../../cli/caller/follow-batch.ts';
import { createProgress } from '../../../cli/caller/progress.ts';
import type { Invite } from '../../../cli/caller/resources.ts';

const startMs = new Date('2026-12-01T10:00:00').getTime();

function localTime(ms: number) {
  return new Date(ms).toISOString();
}

function viewOf(invites: Partial<Invite>[], estimatedDoneAtMs?: number): BatchView {
  return {
    batch: {
      id: 'bat_1',
      size: invites.length,
      status: 'running',
      counts: {},
      items: [],
      ...(estimatedDoneAtMs === undefined ? {} : { estimated_done_at: localTime(estimatedDoneAtMs) }),
    },
    invites: invites.map((invite) => ({
      id: 'inv_1',
      status: 'queued',
      account: 'main',
      peer: '@launch',
      created_at: '',
      ...invite,
    })),
    operations: [],
  };
}

const done = { status: 'succeeded' };

test('the rate is that of the last minute', () => {
  let nowMs = startMs;
  const progress = createProgress(4, () => nowMs);
  progress.summarize([viewOf([{}, {}, {}, {}])], 0);
  nowMs += 30_000;
  expect(progress.summarize([viewOf([done, done, {}, {}])], 0)).toMatchObject({ done: 2, text: '4/min' });
  nowMs += 60_000;
  expect(progress.summarize([viewOf([done, done, {}, {}])], 0).text).toBe('0/min');
});

test('it is told how many wait for what and until when, and how many need an operator', () => {
  function wait(seconds: number) {
    return {
      status: 'waiting',
      wait: { reason: 'FLOOD_WAIT', retry_at: localTime(startMs + seconds * 1000) },
    };
  }
  const views = [viewOf([wait(30), wait(30), wait(90), { status: 'blocked' }])];
  const { text } = createProgress(4, () => startMs).summarize(views, 0);
  expect(text).toBe(
    '3 wait until 10:00:30-10:01:30 (FLOOD_WAIT), 1 blocked: their account needs its operator',
  );
});

test('the estimate is the latest of the batches, once all rows are accepted', () => {
  const views = [viewOf([{}], startMs + 60_000), viewOf([{}], startMs + 120_000)];
  expect(createProgress(2, () => startMs).summarize(views, 0).text).toBe('done about 10:02:00');
  expect(createProgress(3, () => startMs).summarize(views, 0).text).toBe('');
});

test('a wait that the API asks for is told while it lasts', () => {
  let nowMs = startMs;
  const progress = createProgress(1, () => nowMs);
  progress.putOff('Too many requests', startMs + 5000);
  expect(progress.summarize([], 0).text).toBe('asked to wait until 10:00:05: Too many requests');
  nowMs += 5000;
  expect(progress.summarize([], 0).text).not.toContain('asked');
});
