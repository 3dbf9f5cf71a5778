import { type Figure, figureOf } from './figure.ts';
import { type Lap, lapLinks, runCore, runCoreOnce, runUsualLoop } from './flood/laps.ts';
import { type Limit, optimalLinksAtMs as optimalAtMs, slidingWindow, tokenBucket } from './flood/limits.ts';
import { tabulatePolicies } from './flood/policies/compare.ts';
import type { BenchRun, PartResult } from './part.ts';
import { plotLines } from './plot.ts';

/** Nobody knows Telegram's limit, so there are several. The first is the usual one, and the figures are of it. */
const limits: Limit[] = [
  tokenBucket(20, 10),
  tokenBucket(20, 5),
  tokenBucket(18, 8),
  tokenBucket(15, 10),
  tokenBucket(12, 5),
  tokenBucket(6, 3),
  tokenBucket(40, 20),
];

const rates = [6, 10, 20, 30, 40, 60];
/** What the goals are held against. */
const family: Limit[] = rates.flatMap((rate) =>
  [2, 5, 10, 20].map((capacity) => tokenBucket(rate, capacity)),
);
/** Shown beside it: a single call at once, and windows instead of buckets. */
const outside: Limit[] = [
  ...rates.map((rate) => tokenBucket(rate, 1)),
  ...rates.map((rate) => slidingWindow(rate, 60)),
];

function optimalLinksAtMs(limit: Limit): number[] {
  return optimalAtMs(limit, lapLinks);
}

interface Round {
  first: Lap;
  known: Lap;
  usual: Lap;
}

/**
 * 500 links of one account under the data centre's own flood policy, over a network whose delays vary, in virtual time:
 * the core, beside the loop that people write and the optimum that the policy allows. The seeds determine every figure.
 */
export async function benchFloodPace({ isQuick, say }: BenchRun): Promise<PartResult> {
  const measured: [Limit, Round[]][] = [];
  for (const limit of isQuick ? limits.slice(0, 1) : limits) {
    const seeds = isQuick ? 1 : limit === limits[0] ? 10 : 3;
    const rounds: Round[] = [];
    while (rounds.length < seeds) {
      const seed = rounds.length + 1;
      say(`Telegram allows ${limit.name}, seed ${seed} of ${seeds}`);
      rounds.push({ ...(await runCore(limit, seed)), usual: await runUsualLoop(limit, seed) });
    }
    measured.push([limit, rounds]);
  }
  const [limit, rounds] = measured[0] as [Limit, Round[]];
  const ofFamily = await runAll(isQuick ? [tokenBucket(40, 20)] : family, isQuick ? 1 : 3, say);
  const ofOthers = await runAll(isQuick ? [] : outside, 1, say);
  return {
    figures: {
      flood_time_over_optimum: summarise(limit, rounds, 'first').time,
      flood_waits_per_500: summarise(limit, rounds, 'known').waits,
      flood_time_over_optimum_6_to_60: worstOf(ofFamily.map(({ time }) => time)),
      flood_waits_per_500_6_to_60: worstOf(ofFamily.map(({ waits }) => waits)),
    },
    tables: [
      tabulate(measured),
      tabulateFamily('in the family', ofFamily),
      ...(isQuick ? [] : [tabulateFamily('beside the family', ofOthers), tabulatePolicies()]),
    ],
    plots: [
      { file: 'flood-pace.svg', svg: plot(limit, rounds[0] as Round) },
      ...(isQuick ? [] : [{ file: 'flood-pace-40.svg', svg: await plotFast() }]),
    ],
  };
}

interface Member {
  name: string;
  time: Figure;
  waits: Figure;
  callsInsideWait: Figure;
}

/** First laps under each of the limits. */
async function runAll(members: Limit[], seeds: number, say: (progress: string) => void): Promise<Member[]> {
  const all: Member[] = [];
  for (const limit of members) {
    say(`Telegram allows ${limit.name}`);
    const laps: Lap[] = [];
    while (laps.length < seeds) {
      laps.push(await runCoreOnce(limit, laps.length + 1));
    }
    const optimumMs = optimalLinksAtMs(limit).at(-1) ?? 0;
    all.push({
      name: limit.name,
      time: figureOf(laps.map(({ tookMs }) => tookMs / optimumMs)),
      waits: figureOf(laps.map(({ waits }) => waits)),
      callsInsideWait: figureOf(laps.map(({ callsInsideWait }) => callsInsideWait)),
    });
  }
  return all;
}

function worstOf(figures: Figure[]): Figure {
  return figures.reduce((worst, each) => (each.median > worst.median ? each : worst));
}

function tabulateFamily(which: string, members: Member[]): PartResult['tables'][number] {
  return {
    title: `The first ${lapLinks} links, limits ${which}, virtual time`,
    columns: ['Telegram allows', 'time over optimum', 'waits met', 'calls inside a wait'],
    rows: members.map(({ name, time, waits, callsInsideWait }) => [name, time, waits, callsInsideWait]),
  };
}

/** How a pace is found that is twice the usual one. */
async function plotFast(): Promise<string> {
  const limit = tokenBucket(40, 10);
  const { linksAtMs, waits } = await runCoreOnce(limit, 1);
  function curve(atMs: number[]) {
    return atMs.map((ms, index): [number, number] => [ms / 60_000, index + 1]);
  }
  return plotLines({
    title: `${lapLinks} links, where Telegram allows ${limit.name}`,
    xLabel: 'minutes',
    yLabel: 'links made',
    series: [
      { name: `ours: ${waits} waits`, points: curve(linksAtMs) },
      { name: 'usual pace', points: curve(optimalLinksAtMs(tokenBucket(19.5, 10))) },
      { name: 'optimum', points: curve(optimalLinksAtMs(limit)) },
    ],
  });
}

function summarise(limit: Limit, rounds: Round[], who: keyof Round) {
  const laps = rounds.map((round) => round[who]);
  const optimumMs = optimalLinksAtMs(limit).at(-1) ?? 0;
  return {
    time: figureOf(laps.map(({ tookMs }) => tookMs / optimumMs)),
    waits: figureOf(laps.map(({ waits }) => waits)),
    callsInsideWait: figureOf(laps.map(({ callsInsideWait }) => callsInsideWait)),
  };
}

const titles: Record<keyof Round, string> = {
  first: `ours, first ${lapLinks}`,
  known: `ours, ${lapLinks} more`,
  usual: 'call until FLOOD_WAIT, sleep',
};

function tabulate(measured: [Limit, Round[]][]): PartResult['tables'][number] {
  const rows = measured.flatMap(([limit, rounds]) =>
    (Object.keys(titles) as (keyof Round)[]).map((who) => {
      const { time, waits, callsInsideWait } = summarise(limit, rounds, who);
      return [limit.name, titles[who], time, waits, callsInsideWait];
    }),
  );
  return {
    title: `${lapLinks} links of one account, virtual time`,
    columns: ['Telegram allows', 'who', 'time over optimum', 'waits met', 'calls inside a wait'],
    rows,
  };
}

function plot(limit: Limit, { first, usual }: Round): string {
  /** Every fifth link is enough to see. */
  function curve(linksAtMs: number[]) {
    return linksAtMs.flatMap((ms, index): [number, number][] =>
      index % 5 === 0 ? [[ms / 60_000, index + 1]] : [],
    );
  }
  return plotLines({
    title: `${lapLinks} links, where Telegram allows ${limit.name}`,
    xLabel: 'minutes',
    yLabel: 'links made',
    series: [
      { name: `ours: ${first.waits} waits`, points: curve(first.linksAtMs) },
      { name: `loop: ${usual.waits} waits`, points: curve(usual.linksAtMs) },
      { name: 'optimum', points: curve(optimalLinksAtMs(limit)) },
    ],
  });
}
