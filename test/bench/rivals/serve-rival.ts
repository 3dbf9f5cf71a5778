import type { BenchAccount } from './bench-account.ts';

/** An open connection of any rival. */
export interface RivalConnection {
  /** Resolves when the link has arrived. */
  exportLink(): Promise<unknown>;
  /** Closes it. Resolves when the same key may have another connection. */
  close(): Promise<void>;
}

/** Prepares the shared state of a rival's connections, and returns a function that opens one. */
export type PrepareRival = (account: BenchAccount) => Promise<() => Promise<RivalConnection>>;

/** In milliseconds. */
export interface Laps {
  firstLink: number;
  tenLinksOneByOne: number;
  tenMoreOneByOne: number;
  tenMoreAtOnce: number;
  tenLinksAtOnce: number;
}

export type RivalMessage = { type: 'ready' } | { type: 'laps'; laps: Laps };

/**
 * Runs a rival's process. Its argument is the account. It makes a measurement for each message of the parent, and ends
 * with its parent.
 */
export async function serveRival(prepare: PrepareRival): Promise<void> {
  const open = await prepare(JSON.parse(process.argv[2] ?? '{}') as BenchAccount);
  function send(message: RivalMessage) {
    return process.send?.(message);
  }
  process.on('disconnect', () => process.exit());
  process.on('message', () => {
    takeLaps(open).then(
      (laps) => send({ type: 'laps', laps }),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  send({ type: 'ready' });
}

async function takeLaps(open: () => Promise<RivalConnection>): Promise<Laps> {
  return { ...(await takeTurns(open)), tenLinksAtOnce: await takeTenAtOnce(open) };
}

async function takeTurns(open: () => Promise<RivalConnection>): Promise<Omit<Laps, 'tenLinksAtOnce'>> {
  const startedAtMs = performance.now();
  function since() {
    return performance.now() - startedAtMs;
  }
  const connection = await open();
  await connection.exportLink();
  const firstLink = since();
  await exportOneByOne(connection, 9);
  const tenLinksOneByOne = since();
  await exportOneByOne(connection, 1);
  const elevenOneByOne = since();
  await exportAtOnce(connection, 10);
  const allMs = since();
  await connection.close();
  return {
    firstLink,
    tenLinksOneByOne,
    tenMoreOneByOne: elevenOneByOne - firstLink,
    tenMoreAtOnce: allMs - elevenOneByOne,
  };
}

async function takeTenAtOnce(open: () => Promise<RivalConnection>): Promise<number> {
  const startedAtMs = performance.now();
  const connection = await open();
  await exportAtOnce(connection, 10);
  const tookMs = performance.now() - startedAtMs;
  await connection.close();
  return tookMs;
}

async function exportOneByOne({ exportLink }: RivalConnection, count: number): Promise<void> {
  for (let made = 0; made < count; made += 1) {
    await exportLink();
  }
}

async function exportAtOnce({ exportLink }: RivalConnection, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, exportLink));
}
