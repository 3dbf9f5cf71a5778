import type { Callers } from '../callers.ts';
import type { Hands } from '../links-by-hand.ts';
import type { Observer } from '../observer.ts';
import type { System } from '../parts/system.ts';
import type { People } from '../people.ts';
import type { Schedule } from '../plan/schedule.ts';
import type { Stage } from '../stage.ts';

/** The results of a seed, for the checks. */
export interface SeedFacts {
  system: System;
  schedule: Schedule;
  stage: Stage;
  observer: Observer;
  callers: Callers;
  hands: Hands;
  people: People;
  startMs: number;
  ledgerStart: { links: number; killed: number; parallel: number; joins: number; joinRequests: number };
  isQuiet: boolean;
  /** True when the time lines are needed for every outcome. */
  isTold: boolean;
}
