import { checkSeed } from './checks/check-seed.ts';
import { createHunt } from './hunt.ts';
import { createHands } from './links-by-hand.ts';
import { createObserver } from './observer.ts';
import { beginSeed, resetHooks, type System } from './parts/system.ts';
import type { Schedule } from './plan/schedule.ts';
import type { SeedResult } from './seed-result.ts';
import { clearStage, setStage } from './stage.ts';

/** Each seed begins at the same moment: 1 December 2026. */
const startMs = Date.UTC(2026, 11, 1, 10);

/** Plays one seed from an empty stage to the checks. @param isTold whether the time lines are needed for every outcome. */
export async function huntSeed(system: System, schedule: Schedule, isTold: boolean): Promise<SeedResult> {
  beginSeed(system, schedule.seed, startMs);
  for (const queue of Object.values(system.queues)) {
    await queue.purge();
  }
  const stage = await setStage(system, schedule.accounts);
  const observer = createObserver(system, stage, schedule.faults);
  Object.assign(system.hooks, observer.hooks);
  const ledger = system.dataCentre.ledger;
  const ledgerStart = {
    links: ledger.links.length,
    killed: ledger.killedSessions.length,
    parallel: ledger.parallelSends.length,
    joins: ledger.joins.length,
    joinRequests: ledger.joinRequests.length,
  };
  const hands = createHands(system, stage, observer, schedule.linksByHand);
  const hunt = createHunt(system, schedule, stage, { observer, hands, startMs });
  try {
    const isQuiet = await hunt.run();
    return await checkSeed({
      system,
      schedule,
      stage,
      observer,
      callers: hunt.callers,
      hands,
      people: hunt.people,
      startMs,
      ledgerStart,
      isQuiet,
      isTold,
    });
  } finally {
    await hunt.stop();
    resetHooks(system);
    await clearStage(system, stage);
  }
}
