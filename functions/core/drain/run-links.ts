import type { Account } from '../account/account.ts';
import { isMarked, markLink, pruneMarks } from '../account/link-marks.ts';
import type { ExportOutcome, Job } from '../job/job.ts';

/** The links that are known to have an owner: a reconciliation must not give one of them to another job. */
export function createKnownLinks({ recentLinks = [] }: Account, hand: Map<string, Job>) {
  // Some only a job knows of, because the worker broke off before it told the account.
  const marks = new Set([
    ...recentLinks,
    ...[...hand.values()].flatMap(({ outcome, calledAtMs }) => marksOf(outcome, calledAtMs)),
  ]);
  const unstored = new Set<string>();

  return {
    isOwned: ({ link }: { link: string }): boolean => isMarked([...marks], link),

    add(outcome: ExportOutcome, calledAtMs: number | undefined): void {
      for (const mark of marksOf(outcome, calledAtMs)) {
        marks.add(mark);
      }
    },

    /** The job could not be stored with its link: the link has to be found again by the job it was made for. */
    leaveUnstored(outcome: ExportOutcome, calledAtMs: number | undefined): void {
      for (const mark of marksOf(outcome, calledAtMs)) {
        unstored.add(mark);
      }
    },

    /** What the next worker has to know, given the intents that are still open. */
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
