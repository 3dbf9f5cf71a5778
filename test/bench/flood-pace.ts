import type { FloodLimit } from '../../telegram-emulator/flood-policy.ts';
import { figureOf } from './figure.ts';
import { type Lap, lapLinks, optimalLinksAtMs, runCore, runUsualLoop } from './flood/laps.ts';
import type { BenchRun, PartResult } from './part.ts';
import { plotLines } from './plot.ts';

/** Telegram's limit is unknown, so there are several. The figures are for the first one, which is the default. */
const limits: FloodLimit[] = [
  { refillPerMinute: 20, capacity: 10, penaltySeconds: 5 },
  { refillPerMinute: 20, capacity: 5, penaltySeconds: 5 },
  { refillPerMinute: 18, capacity: 8, penaltySeconds: 5 },
  { refillPerMinute: 15, capacity: 10, penaltySeconds: 5 },
  { refillPerMinute: 12, capacity: 5, penaltySeconds: 5 },
  { refillPerMinute: 6, capacity: 3, penaltySeconds: 5 },
  { refillPerMinute: 40, capacity: 20, penaltySeconds: 5 },
];

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
  const measured: [FloodLimit, Round[]][] = [];
  for (const limit of isQuick ? limits.slice(0, 1) : limits) {
    const seeds = isQuick ? 1 : limit === limits[0] ? 10 : 3;
    const rounds: Round[] = [];
    while (rounds.length < seeds) {
      const seed = rounds.length + 1;
      say(`Telegram allows ${nameOf(limit)}, seed ${seed} of ${seeds}`);
      rounds.push({ ...(await runCore(limit, seed)), usual: await runUsualLoop(limit, seed) });
    }
    measured.push([limit, rounds]);
  }
  const [limit, rounds] = measured[0] as [FloodLimit, Round[]];
  return {
    figures: {
      flood_time_over_optimum: summarise(limit, rounds, 'first').time,
      flood_waits_per_500: summarise(limit, rounds, 'known').waits,
    },
    tables: [tabulate(measured)],
    plots: [{ file: 'flood-pace.svg', svg: plot(limit, rounds[0] as Round) }],
  };
}

function nameOf({ refillPerMinute, capacity }: FloodLimit): string {
  return `${refillPerMinute} a minute, ${capacity} at once`;
}

function summarise(limit: FloodLimit, rounds: Round[], who: keyof Round) {
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

function tabulate(measured: [FloodLimit, Round[]][]): PartResult['tables'][number] {
  const rows = measured.flatMap(([limit, rounds]) =>
    (Object.keys(titles) as (keyof Round)[]).map((who) => {
      const { time, waits, callsInsideWait } = summarise(limit, rounds, who);
      return [nameOf(limit), titles[who], time, waits, callsInsideWait];
    }),
  );
  return {
    title: `${lapLinks} links of one account, virtual time`,
    columns: ['Telegram allows', 'who', 'time over optimum', 'waits met', 'calls inside a wait'],
    rows,
  };
}

function plot(limit: FloodLimit, { first, usual }: Round): string {
  /** Every fifth link is enough for the picture. */
  function curve(linksAtMs: number[]) {
    return linksAtMs.flatMap((ms, index): [number, number][] =>
      index % 5 === 0 ? [[ms / 60_000, index + 1]] : [],
    );
  }
  return plotLines({
    title: `${lapLinks} links, where Telegram allows ${nameOf(limit)}`,
    xLabel: 'minutes',
    yLabel: 'links made',
    series: [
      { name: `ours: ${first.waits} waits`, points: curve(first.linksAtMs) },
      { name: `loop: ${usual.waits} waits`, points: curve(usual.linksAtMs) },
      { name: 'optimum', points: curve(optimalLinksAtMs(limit)) },
    ],
  });
}
