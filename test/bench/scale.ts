import type { CountedRequest } from './count-requests.ts';
import { type Figure, figureOf, quantileOf, ratioOf } from './figure.ts';
import type { BenchRun, PartResult } from './part.ts';
import { type Look, type SweepBench, startSweepBench } from './system/sweep-bench.ts';
import { showTable, type Table } from './table.ts';

/*
 * What a sweep reads while nothing is due, with few and with many accounts and parked jobs; and how late accounts are looked
 * at that fall due one after the other. The sweeper is the deployed one, in this process, on the real DynamoDB engine; its
 * clock is ours.
 */
const hourMs = 60 * 60_000;
const minuteMs = 60_000;
const jobsPerAccount = 10;
const fewAccounts = 10;

/** When sweeps fall behind, no more of them are made than in so much time: what is left counts as looked at then. */
const maxLateMs = 2 * hourMs;

/** So long the sweeps may keep this machine. When it is over, only the accounts that have fallen due by then are counted. */
const maxMeasuringMs = 15 * minuteMs;

/** Progress is told this often. */
const sayEveryMs = 2_000;

type Say = BenchRun['say'];

export async function benchScale({ isQuick, say }: BenchRun): Promise<PartResult> {
  const many = isQuick ? 1_000 : 100_000;
  const late = isQuick ? 2_000 : 100_000;
  const few = await startBench(fewAccounts, 0, say);
  const fewSweeps = await sweepIdly(few, 5).finally(() => few.close());
  const bench = await startBench(many, late, say);
  try {
    const manySweeps = await sweepIdly(bench, 5);
    const reads = readTable(
      new Map([
        [fewAccounts, fewSweeps],
        [many, manySweeps],
      ]),
    );
    // The rest takes long: this much is known whatever becomes of it.
    say(`\n${showTable(reads)}\n`);
    const lateness = await measureLateness(bench, late, say);
    return {
      figures: {
        sweep_reads_100k_over_10: ratioOf(
          manySweeps.map((each, index) => [unitsOf(each), unitsOf(fewSweeps[index] ?? [])]),
        ),
        due_lateness_p99_over_sweep: figureOf([quantileOf(lateness.waitedMs, 0.99) / minuteMs]),
      },
      tables: [reads, latenessTable(lateness)],
    };
  } finally {
    await bench.close();
  }
}

function startBench(resting: number, late: number, say: Say): Promise<SweepBench> {
  let made = 0;
  const tables = `${resting} accounts at rest with ${jobsPerAccount} parked jobs each, and ${late} that fall due within an hour`;
  return saying(
    () =>
      made < resting + late
        ? `${tables}: rows of ${made} accounts written`
        : `${tables}: rows taken in by the engine`,
    say,
    () =>
      startSweepBench({
        resting: { accounts: resting, jobs: jobsPerAccount },
        due: { accounts: late, withinMs: hourMs },
        onAccount() {
          made += 1;
        },
      }),
  );
}

/** Tells every two seconds how far some work has come, and what it took in the end. */
async function saying<T>(describe: () => string, say: Say, work: () => Promise<T>): Promise<T> {
  const begunMs = performance.now();
  function tell(): void {
    say(`${describe()}, ${Math.round((performance.now() - begunMs) / 1000)} s`);
  }
  const timer = setInterval(tell, sayEveryMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    tell();
  }
}

/** What each of some sweeps asks for, after one that is not counted. */
async function sweepIdly(bench: SweepBench, count: number): Promise<CountedRequest[][]> {
  const sweeps: CountedRequest[][] = [];
  for (let sweep = 0; sweep <= count; sweep += 1) {
    const requests = await bench.countSweep();
    if (sweep > 0) {
      sweeps.push(requests);
    }
  }
  return sweeps;
}

function unitsOf(requests: CountedRequest[]): number {
  return requests.reduce((sum, { capacityUnits }) => sum + capacityUnits, 0);
}

interface Lateness {
  /** Of each account, from when it was due until it was looked at, sorted. */
  waitedMs: number[];
  sweptMs: number[];
  /** Accounts of these that no sweep has looked at. */
  missed: number;
}

/** Sweeps by the minute while accounts fall due one after the other within an hour, until each of them was looked at. */
function measureLateness(bench: SweepBench, count: number, say: Say): Promise<Lateness> {
  const { startMs } = bench;
  const waitedMs: number[] = [];
  const sweptMs: number[] = [];
  // An account is looked at again after its job was sent, until it is at rest.
  const seen = new Set<string>();
  function onLook({ accountId, dueAtMs, atMs }: Look): void {
    if (!seen.has(accountId)) {
      waitedMs.push(atMs - dueAtMs);
      seen.add(accountId);
    }
  }
  return saying(
    () => `minute ${sweptMs.length + 1}, ${seen.size} of ${count} accounts looked at`,
    say,
    async () => {
      const begunMs = performance.now();
      let atMs = startMs;
      while (
        seen.size < count &&
        atMs < startMs + maxLateMs &&
        performance.now() < begunMs + maxMeasuringMs
      ) {
        atMs += minuteMs;
        const { durationMs } = await bench.sweepAt(atMs, onLook);
        sweptMs.push(durationMs);
      }
      const due = Math.min(Math.floor((count * (atMs - startMs)) / hourMs), count);
      const missed = Math.max(due - seen.size, 0);
      // The longest due are looked at first, so that the last ones are left.
      for (let index = seen.size; index < due; index += 1) {
        waitedMs.push(atMs - startMs - ((index + 1) * hourMs) / count);
      }
      return { waitedMs: waitedMs.sort((a, b) => a - b), sweptMs, missed };
    },
  );
}

function readTable(readings: Map<number, CountedRequest[][]>): Table {
  return {
    title: 'A sweep while nothing is due',
    columns: ['accounts', 'parked jobs', 'requests', 'read units'],
    rows: [...readings].map(([accounts, sweeps]) => [
      accounts,
      accounts * jobsPerAccount,
      figureOf(sweeps.map(({ length }) => length)),
      figureOf(sweeps.map(unitsOf)),
    ]),
  };
}

function latenessTable({ waitedMs, sweptMs, missed }: Lateness): Table {
  function seconds(share: number): number {
    return quantileOf(waitedMs, share) / 1000;
  }
  const sweeps: Figure = figureOf(sweptMs);
  return {
    title: 'From due to looked at, with a sweep a minute',
    columns: ['accounts', 'sweeps', 'not looked at', 'p50, s', 'p99, s', 'last, s', 'a sweep on Lambda, ms'],
    rows: [[waitedMs.length, sweptMs.length, missed, seconds(0.5), seconds(0.99), seconds(1), sweeps]],
  };
}
