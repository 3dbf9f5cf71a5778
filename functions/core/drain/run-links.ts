import type { Account } from '../account/account.ts';
import { isMarked, markLink, pruneMarks } from '../account/link-marks.ts';
import type { ExportOutcome, Job } from '../job/job.ts';

/** The links that are known to have an owner: a reconciliation must not give one of them to another job. */
export function createRunLinks({ recentLinks = [] }: Account, jobs: Job[]) {
  // Some stand in a job's row alone: its worker died before it stored them with the account.
  const marks = new Set([
    ...recentLinks,
    ...jobs.flatMap(({ outcome, calledAtMs }) => marksOf(outcome, calledAtMs)),
  ]);
  const unstored = new Set<string>();

  return {
    isOwned: ({ link }: { link: string }): boolean => isMarked([...marks], link),

    add(outcome: ExportOutcome, calledAtMs: number | undefined): void {
      for (const mark of marksOf(outcome, calledAtMs)) {
        marks.add(mark);
      }
    },

    /** The job could not be stored with its link: the job that the link was made for has to find it again. */
    leaveUnstored(outcome: ExportOutcome, calledAtMs: number | undefined): void {
      for (const mark of marksOf(outcome, calledAtMs)) {
        unstored.add(mark);
      }
    },

    /** The marks that the next worker needs, given the intents that are still open. */
    marksFor: (nowMs: number, openIntentsMs: number[]): string[] =>
      pruneMarks(
        [...marks].filter((mark) => !unstored.has(mark)),
        nowMs,
        openIntentsMs,
      ),
  };
}

function marksOf(outcome: ExportOutcome | undefined, calledAtMs = 0): string[] {
  return outcome?.kind === 'chatInviteExported' ? [markLink(outcome.invite.link, calledAtMs)] : [];
}
