import type { CommandContext } from '../tool/command-context.ts';

/** What one check has found. */
export interface Finding {
  /** What was looked at, such as `table invite-spool-prod-jobs`. */
  check: string;
  /**
   * `waiting`: nothing is to be repaired, but something has to wait for long. `skipped`: could not be looked at, because of
   * something else that is wrong, or by this identity.
   */
  state: 'ok' | 'wrong' | 'waiting' | 'skipped';
  detail: string;
  /** What to do about it: a command where there is one. */
  mend?: string;
  /** Findings with the same cause are printed together, such as two accounts with the same trouble. */
  cause?: string;
  /** How many unfinished jobs it is about. */
  unfinished?: number;
}

/** Looks at one side of the service. What it throws is told as what is wrong. */
export interface Check {
  name: string;
  run(context: CommandContext): Promise<Finding[]>;
}

export function ok(check: string, detail: string): Finding {
  return { check, state: 'ok', detail };
}

/** A wait that is longer is a finding. */
export const longWaitMs = 3600 * 1000;

export function waiting(check: string, detail: string): Finding {
  return { check, state: 'waiting', detail };
}

export function wrong(check: string, detail: string, mend: string): Finding {
  return { check, state: 'wrong', detail, mend };
}

/** The command that makes anew what the service is made of. */
export function rebuildCommand({ system: { stage } }: CommandContext): string {
  return stage === undefined
    ? 'end what "npm start" runs, and start it again'
    : `npm run deploy -- --stage ${stage}`;
}
