import { buildService } from '../../infra/package.ts';
import { figureOf, quantileOf } from './figure.ts';
import { letCrowdCome } from './joins/let-crowd-come.ts';
import { measureWatchCost, tabulateCosts } from './joins/watch-cost.ts';
import { measureDelays } from './joins/watch-delays.ts';
import type { BenchRun, PartResult } from './part.ts';
import type { Table } from './table.ts';

const roundTripMs = 50;
/** What the template says. */
const sweepEverySeconds = 60;
const longestPauseSeconds = 900;
const draws = 10_000;

/*
 * A chat whose joins are told. What it costs is counted minute by minute: a sweep each minute, with everything that is due then. How
 * long it takes from a join to its event is the wait for the next look and the time that was measured from the sweep on.
 */
export async function benchJoins({ isQuick, say }: BenchRun): Promise<PartResult> {
  // The local service runs what was packaged last.
  await buildService();
  say('people come while workers are killed');
  const crowd = await letCrowdCome(isQuick);
  const cost = await measureWatchCost({ isQuick, roundTripMs, say });
  const delays = await measureDelays({ rounds: isQuick ? 2 : 15, roundTripMs, say });
  const events = withWait(delays.eventMs, sweepEverySeconds);
  const revocations = withWait(delays.revokeMs, sweepEverySeconds);
  return {
    figures: {
      usd_per_day_watched_at_rest: figureOf([cost.atRest.dollars]),
      usd_per_day_watched_busy: figureOf([cost.busy.dollars]),
      usd_per_1000_joins: figureOf([cost.rush.dollars]),
      join_to_event_seconds: figureOf(events),
      join_to_revoke_seconds: figureOf(revocations),
    },
    tables: [
      {
        title: 'People with mtcute come by links of one supergroup, and workers are killed at random moments',
        columns: ['people', 'links', 'workers killed', 'events told', 'deliveries repeated'],
        rows: [[crowd.people, crowd.links, crowd.workersKilled, crowd.events, crowd.repeats]],
      },
      ...tabulateCosts(cost),
      {
        title: `Seconds from a join, ${delays.eventMs.length} looks measured from the sweep on`,
        columns: ['', 'from the sweep', 'with the wait for it: median', 'p95', 'longest'],
        rows: [
          rowOf('to its event, while people join', delays.eventMs, events),
          rowOf(
            'to its event, the first one after a rest',
            delays.eventMs,
            withWait(delays.eventMs, sweepEverySeconds + longestPauseSeconds),
          ),
          rowOf('to the revocation of a single-use link', delays.revokeMs, revocations),
        ],
      },
    ],
  };
}

/** Somebody joins at any moment between two looks; from the next sweep on it takes one of the measured times. */
function withWait(measuredMs: number[], betweenLooksSeconds: number): number[] {
  return Array.from({ length: draws }, (_, draw) => {
    const waited = ((draw + 0.5) / draws) * betweenLooksSeconds;
    return waited + (measuredMs[draw % measuredMs.length] ?? 0) / 1000;
  });
}

function rowOf(name: string, measuredMs: number[], seconds: number[]): Table['rows'][number] {
  const sorted = seconds.toSorted((a, b) => a - b);
  return [
    name,
    figureOf(measuredMs.map((ms) => ms / 1000)),
    quantileOf(sorted, 0.5),
    quantileOf(sorted, 0.95),
    quantileOf(sorted, 1),
  ];
}
