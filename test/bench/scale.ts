import type { CountedRequest } from './count-requests.ts';
import { type Figure, figureOf, quantileOf, ratioOf } from './figure.ts';
import type { BenchRun, PartResult } from './part.ts';
import { type SweepBench, startSweepBench } from './system/sweep-bench.ts';
import type { Table } from './table.ts';

/*
 * What a sweep reads while nothing is due, with few and with many accounts and parked jobs; and how late accounts are looked
 * at that fall due one after the other. The sweeper is the deployed one, in this process, on the real DynamoDB engine; its
 * clock is ours.
 */
const hourMs = 60 * 60_000;
const minuteMs = 60_000;
const jobsPerAccount = 10;

export async function benchScale({ isQuick, say }: BenchRun): Promise<PartResult> {
  const few = 10;
  const many = isQuick ? 1_000 : 100_000;
  const bench = await startSweepBench();
  try {
    const readings: Map<number, CountedRequest[][]> = new Map();
    for (const accounts of [few, many]) {
      say(`${accounts} accounts at rest, each with ${jobsPerAccount} parked jobs`);
      await bench.seedResting(accounts, jobsPerAccount, (stored) =>
        say(`${stored} of ${accounts} accounts stored`),
      );
      readings.set(accounts, await sweepIdly(bench, 5));
    }
    const late = isQuick ? 2_000 : 100_000;
    say(`${late} accounts that fall due within an hour`);
    const lateness = await measureLateness(bench, late, say);
    return {
      figures: {
        sweep_reads_100k_over_10: ratioOf(
          (readings.get(many) ?? []).map((each, index) => [
            unitsOf(each),
            unitsOf(readings.get(few)?.[index] ?? []),
          ]),
        ),
        due_lateness_p99_over_sweep: figureOf([quantileOf(lateness.waitedMs, 0.99) / minuteMs]),
      },
      tables: [readTable(readings), latenessTable(lateness)],
    };
  } finally {
    await bench.close();
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
}

/** Sweeps by the minute of an hour in which accounts fall due one after the other: each sweep takes the time that it takes. */
async function measureLateness(
  bench: SweepBench,
  count: number,
  say: (progress: string) => void,
): Promise<Lateness> {
  const startMs = await bench.seedDue(count, hourMs);
  const waitedMs: number[] = [];
  const sweptMs: number[] = [];
  // An account is looked at again after its job was sent, until it is at rest.
  const seen = new Set<string>();
  for (let minute = 1; minute <= hourMs / minuteMs + 1; minute += 1) {
    say(`minute ${minute}, ${waitedMs.length} accounts looked at`);
    const { lookedAt, durationMs } = await bench.sweepAt(startMs + minute * minuteMs);
    for (const { accountId, dueAtMs, atMs } of lookedAt) {
      if (!seen.has(accountId)) {
        waitedMs.push(atMs - dueAtMs);
        seen.add(accountId);
      }
    }
    sweptMs.push(durationMs);
  }
  if (waitedMs.length !== count) {
    throw new Error(`${waitedMs.length} accounts were looked at, not ${count}`);
  }
  return { waitedMs: waitedMs.sort((a, b) => a - b), sweptMs };
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

function latenessTable({ waitedMs, sweptMs }: Lateness): Table {
  function seconds(share: number): number {
    return quantileOf(waitedMs, share) / 1000;
  }
  const sweeps: Figure = figureOf(sweptMs);
  return {
    title: 'From due to looked at, with a sweep a minute',
    columns: ['accounts', 'p50, s', 'p99, s', 'last, s', 'a sweep, ms'],
    rows: [[waitedMs.length, seconds(0.5), seconds(0.99), seconds(1), sweeps]],
  };
}
