import type { Violation } from './checks/violation.ts';

/** What one seed came to. */
export interface SeedResult {
  seed: number;
  violations: Violation[];
  /** Calls inside a wait, or beside another connection's, that nobody could have known of. */
  unknowable: number;
  jobs: number;
  links: number;
  adopted: number;
  counts: Record<string, number>;
  /** The time line of each job concerned, when there is a violation. */
  timelines: string[];
}
