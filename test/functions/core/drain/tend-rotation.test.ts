import { expect, test } from 'vitest';
import type { Run } from '../../../../functions/core/drain/run.ts';
import { tendRotation } from '../../../../functions/core/drain/tend-rotation.ts';
import type { Tending } from '../../../../functions/core/job/due.ts';
import { watchFromMs } from '../../../../functions/core/job/due.ts';
import type { Job } from '../../../../functions/core/job/job.ts';
import { newTending } from '../../../../functions/core/job/tending.ts';
import type { Rotation } from '../../../../functions/core/rotation/rotation.ts';
import {
  endRotation,
  newRotation,
  rotateNow,
} from '../../../../functions/core/rotation/rotation-transitions.ts';
import { editMethod, exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, startMs } from '../records.ts';
import { createDrainWorld } from './drain-world.ts';
import { refusedWith } from './scripted-telegram.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const request = { account: 'main', peer: '@launch', every: 'P1D', template: { title: 'poster' } };
const work = { tenantId: 'ten_a', accountId: 'acc_a', account: 'main', peer: '@launch' };
const tending = newTending(work, { kind: 'rotation', name: 'poster' }, startMs);

/** A rotation that was just accepted. */
function createRotationWorld(overlapMs = hourMs) {
  const world = createDrainWorld([tending]);
  const { rotations, jobs } = world.store;
  const ref = { tenantId: 'ten_a', name: 'poster', accountId: 'acc_a' };
  const schedule = { every: 'P1D', anchorMs: startMs, timeZone: 'UTC' };
  rotations.set('poster', newRotation({ ...ref, request, requestHash: '', schedule, overlapMs }, startMs));

  function rotation(): Rotation {
    return rotations.get('poster') as Rotation;
  }

  /** Passes by the message of the tending while it is due, as the queue would bring it back. */
  async function run(): Promise<void> {
    for (let passes = 0; passes < 6; passes++) {
      await world.drain([tending.jobId]);
      if ((dueAtMs() ?? Number.POSITIVE_INFINITY) > world.now()) {
        return;
      }
      world.advance(2_000);
    }
  }

  function dueAtMs(): number | undefined {
    const stored = jobs.get(tending.jobId)?.dueAtMs;
    return stored === undefined ? undefined : stored - watchFromMs;
  }

  /** Links that people can join by now. */
  function openLinks(): string[] {
    return world.telegram.links.filter(({ invite }) => !invite.revoked).map(({ invite }) => invite.link);
  }
  return {
    ...world,
    rotation,
    run,
    dueAtMs,
    openLinks,
    change: (make: (rotation: Rotation) => Rotation) => rotations.set('poster', make(rotation())),
    exports: () => world.telegram.calls.filter(({ method }) => method === exportMethod).length,
    linkJobs: () => [...jobs.values()].filter(({ operation }: Job) => operation === undefined),
  };
}

test('the first link is made at once, with what the template says', async () => {
  const world = createRotationWorld();
  await world.run();
  expect(world.linkJobs()).toMatchObject([
    { status: 'succeeded', request: { title: 'poster', priority: 'normal' }, madeFor: tending.jobId },
  ]);
  expect(world.rotation()).toMatchObject({
    current: { link: world.openLinks()[0] },
    nextAtMs: startMs + dayMs,
  });
  expect(world.dueAtMs()).toBe(startMs + dayMs);
});

test('a link is replaced when its period is over, and revoked when the overlap is', async () => {
  const world = createRotationWorld();
  await world.run();
  const [first] = world.openLinks();
  world.advanceTo(startMs + dayMs);
  await world.run();
  expect(world.openLinks()).toHaveLength(2);
  expect(world.rotation().current?.link).not.toBe(first);
  const [{ revokeAtMs } = { revokeAtMs: 0 }] = world.rotation().ending;
  expect(world.dueAtMs()).toBe(revokeAtMs);
  world.advanceTo(revokeAtMs);
  await world.run();
  expect(world.openLinks()).toEqual([world.rotation().current?.link]);
  expect(world.rotation().history).toMatchObject([{ link: first, revokedAtMs: expect.any(Number) }]);
});

test('an outage of days makes up one link', async () => {
  const world = createRotationWorld();
  await world.run();
  world.advance(5.5 * dayMs);
  await world.run();
  expect(world.exports()).toBe(2);
  expect(world.rotation().nextAtMs).toBe(startMs + 6 * dayMs);
});

test('a link that cannot be made leaves the one before, and is tried again', async () => {
  const world = createRotationWorld();
  await world.run();
  const [first] = world.openLinks();
  world.advanceTo(startMs + dayMs);
  world.telegram.script(exportMethod, refusedWith('USERNAME_NOT_OCCUPIED'));
  await world.run();
  expect(world.rotation()).toMatchObject({
    current: { link: first },
    ending: [],
    trouble: { type: 'USERNAME_NOT_OCCUPIED', failures: 1 },
  });
  world.advanceTo(world.dueAtMs() ?? 0);
  await world.run();
  expect(world.rotation().current?.link).not.toBe(first);
  expect(world.rotation()).not.toHaveProperty('trouble');
});

test('a worker that dies anywhere leaves one link for the period, and revokes none too soon', async () => {
  const writes = ['saveRotation', 'createJob', 'saveJob', 'saveOperationIds', 'ensureDue', 'saveLink'];
  let isDead = true;
  for (let fatal = 1; isDead; fatal++) {
    isDead = false;
    const world = createRotationWorld(0);
    await world.run();
    world.advanceTo(startMs + dayMs);
    let count = 0;
    world.store.onOperation((operation) => {
      if (writes.includes(operation)) {
        count += 1;
        if (count === fatal) {
          isDead = true;
          throw new Error('killed');
        }
      }
      const { current } = world.rotation();
      expect(world.openLinks()).toContain(current?.link);
    });
    for (let minutes = 0; minutes < 15 && world.rotation().history.length === 0; minutes++) {
      // The worker dies, so its pass may fail.
      await world.run().catch(() => undefined);
      world.advance(minuteMs);
    }
    expect(world.exports(), `dead at write ${fatal}`).toBe(2);
    expect(world.openLinks()).toEqual([world.rotation().current?.link]);
  }
});

test('a rotation that is asked for is done at once, without an overlap where that is said', async () => {
  const world = createRotationWorld();
  await world.run();
  const [leaked] = world.openLinks();
  world.advance(hourMs);
  world.change((each) => rotateNow(each, { overlapMs: 0 }, world.now()));
  await world.run();
  await world.run();
  expect(world.openLinks()).toEqual([world.rotation().current?.link]);
  expect(world.openLinks()).not.toContain(leaked);
  expect(world.rotation().nextAtMs).toBe(startMs + dayMs);
});

test('a rotation that is deleted keeps its link, and is removed when those before it are revoked', async () => {
  const world = createRotationWorld();
  await world.run();
  world.advanceTo(startMs + dayMs);
  await world.run();
  const { current } = world.rotation();
  world.change((each) => endRotation(each, { isRevoked: false }, world.now()));
  await world.run();
  await world.run();
  expect(world.openLinks()).toEqual([current?.link]);
  expect(world.store.rotations.size).toBe(0);
  expect(world.dueAtMs()).toBeUndefined();
});

test('a link that is not there yet is withdrawn with its rotation, though the account waits', async () => {
  const world = createRotationWorld();
  await world.run();
  world.advanceTo(startMs + dayMs);
  world.telegram.script(exportMethod, refusedWith('FLOOD_WAIT_600'));
  await world.run();
  expect(world.rotation().making).toBeDefined();
  world.change((each) => endRotation(each, { isRevoked: false }, world.now()));
  world.advance(3_000);
  await world.run();
  expect(world.exports()).toBe(2);
  expect(world.linkJobs().map(({ status }) => status)).toEqual(['succeeded', 'cancelled']);
  expect(world.store.rotations.size).toBe(0);
});

test('a revocation that is refused is told, and the rotation goes on', async () => {
  const world = createRotationWorld(0);
  await world.run();
  world.advanceTo(startMs + dayMs);
  world.telegram.script(editMethod, refusedWith('CHAT_ADMIN_REQUIRED'));
  await world.run();
  await world.run();
  expect(world.rotation().history).toMatchObject([{ failure: 'CHAT_ADMIN_REQUIRED' }]);
  expect(world.rotation().nextAtMs).toBe(startMs + 2 * dayMs);
});

test('the invites of links that live for longer than a month are kept', async () => {
  const world = createRotationWorld();
  world.change((each) => ({ ...each, schedule: { every: 'P1Y', anchorMs: startMs, timeZone: 'UTC' } }));
  await world.run();
  const kept: number[] = [];
  for (let weeks = 0; weeks < 20; weeks++) {
    world.advance(7 * dayMs);
    await world.run();
    const { keptUntilMs = startMs + 30 * dayMs } = world.rotation().current ?? {};
    kept.push((keptUntilMs - world.now()) / dayMs);
  }
  expect(Math.min(...kept)).toBeGreaterThan(7);
});

test.each([
  [true, 'is replaced at once'],
  [false, 'stays until the next change'],
])('a current link that a look finds revoked: %s', async (isEnded, _what) => {
  const world = createRotationWorld();
  await world.run();
  const saved: Rotation[] = [];
  const run = {
    account: { accountId: 'acc_a' },
    now: () => startMs + minuteMs,
    getRotation: async () => saved.at(-1) ?? world.rotation(),
    saveRotation: async (next: Rotation) => saved.push(next) > 0,
    hasEnded: (inviteId: string) => isEnded && inviteId === world.rotation().current?.inviteId,
    jobs: { get: () => createJobRecord(1, { jobId: 'inv_next', status: 'running' }) },
  };
  await tendRotation(run as unknown as Run, tending as Tending);
  const begun = saved.filter(({ making }) => making !== undefined);
  expect(begun).toHaveLength(isEnded ? 1 : 0);
  // A second tending that finds it so asks for no other.
  await tendRotation(run as unknown as Run, tending as Tending);
  expect(saved.filter(({ making }) => making !== undefined)).toHaveLength(begun.length);
});
