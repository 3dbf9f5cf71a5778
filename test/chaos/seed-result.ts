import type { Violation } from './checks/violation.ts';

/** The result of one seed. */
export interface SeedResult {
  seed: number;
  violations: Violation[];
  /** Calls inside a wait, or parallel to another connection, that no process could have known of. */
  unknowable: number;
  jobs: number;
  links: number;
  adopted: number;
  counts: Record<string, number>;
  /** The time lines of the jobs concerned, when there is a violation. */
  timelines: string[];
}
