import { expect, test } from 'vitest';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord } from '../records.ts';
import { createDrainWorld } from './drain-world.ts';
import { answered, refusedWith } from './scripted-telegram.ts';

const faults: [what: string, arrange: (world: ReturnType<typeof createDrainWorld>) => void][] = [
  ['connecting', (world) => world.telegram.failToConnect(new Error('broken'))],
  ['finding peers', (world) => breakAt(world, 'findPeers')],
  ['keeping a peer', (world) => breakAt(world, 'savePeer')],
  ['storing an intent', (world) => breakAt(world, 'saveJob')],
  ['the call', (world) => world.telegram.script(exportMethod, { kind: 'fault', error: new Error('broken') })],
  [
    'storing a wait',
    (world) => {
      world.telegram.script(exportMethod, refusedWith('FLOOD_WAIT_60', 420));
      breakAt(world, 'saveFloodWait');
    },
  ],
  [
    'storing the end of the account',
    (world) => {
      world.telegram.script(exportMethod, refusedWith('SESSION_REVOKED', 401));
      breakAt(world, 'saveTrouble');
    },
  ],
];

function breakAt(world: ReturnType<typeof createDrainWorld>, broken: string) {
  world.store.onOperation((operation) => {
    if (operation === broken) {
      throw new Error('broken');
    }
  });
}

test.each(faults)(
  'after a fault in %s the connection is closed first and then the lease given back',
  async (_what, arrange) => {
    const world = createDrainWorld([createJobRecord(1), createJobRecord(2)]);
    arrange(world);
    await expect(world.drain()).rejects.toThrow('broken');
    expect(world.log.at(-1)).toBe('releaseLease');
    expect(world.account().leaseUntilMs).toBeUndefined();
    function count(entry: string) {
      return world.log.filter((each) => each === entry).length;
    }
    expect(count('close')).toBe(count('connect'));
  },
);

test('a fault in one call does not lose the answers to the others', async () => {
  const world = createDrainWorld([createJobRecord(1), createJobRecord(2)]);
  const { promise, resolve } = Promise.withResolvers<void>();
  world.telegram.script(exportMethod, answered, { kind: 'late', when: promise });
  world.store.onOperation((operation, subject) => {
    if (operation === 'saveJob' && (subject as { status: string }).status === 'succeeded') {
      world.store.onOperation(() => {});
      setImmediate(() => setImmediate(() => setImmediate(resolve)));
      throw new Error('broken');
    }
  });
  await expect(world.drain()).rejects.toThrow('broken');
  expect(world.statuses()).toEqual(['running', 'succeeded']);
  expect(world.log.slice(-3)).toEqual(['saveJob inv_2 succeeded', 'close', 'releaseLease']);
});

test('what a fault leaves unsettled is named once, however long the fault lasts', async () => {
  const world = createDrainWorld([createJobRecord(1), createJobRecord(2)]);
  for (let round = 0; round < 5; round++) {
    world.telegram.failToConnect(new Error('the key service is down'));
    await expect(world.drain()).rejects.toThrow('down');
  }
  expect(world.account().unsettled).toEqual(['inv_1', 'inv_2']);
});
