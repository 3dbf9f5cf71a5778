import type { BatchView } from './follow-batch.ts';
import { formatCount, formatTime } from './format.ts';
import { type Invite, isFinal } from './resources.ts';

/** How far a file or a batch has come. */
export interface Progress {
  total: number;
  done: number;
  /** One line: rate, waits, estimate. */
  text: string;
}

/** An invite, or an operation on a link. */
type Job = Pick<Invite, 'status' | 'wait'>;

/** Links are made in bursts: over less than this a rate says little. */
const rateWindowMs = 60_000;

/**
 * Sums up what is known of the batches, each time that one of them was looked at.
 * @param total rows, also of batches that are not accepted yet.
 */
export function createProgress(total: number, now: () => number) {
  const samples: { atMs: number; done: number }[] = [];
  let putOff: { reason: string; untilMs: number } | undefined;

  return {
    /** The API wants to be asked later. */
    putOff(reason: string, untilMs: number): void {
      putOff = { reason, untilMs };
    },

    /** @param refused rows that the API has not taken. */
    summarize(views: BatchView[], refused: number): Progress {
      const jobs = views.flatMap(({ invites, operations }) => [...invites, ...operations]);
      return sumUp(jobs, refused, () => describeEstimate(views, total, now()));
    },

    /** Sums up jobs that have no estimate. */
    summarizeJobs(jobs: Job[]): Progress {
      return sumUp(jobs, 0, () => undefined);
    },
  };

  function sumUp(jobs: Job[], refused: number, estimate: () => string | undefined): Progress {
    const nowMs = now();
    const done = refused + jobs.filter(({ status }) => isFinal(status)).length;
    samples.push({ atMs: nowMs, done });
    while ((samples[1]?.atMs ?? nowMs) <= nowMs - rateWindowMs) {
      samples.shift();
    }
    const parts = [
      describeRate(samples),
      ...describeWaits(jobs, nowMs),
      putOff !== undefined && putOff.untilMs > nowMs
        ? `asked to wait until ${formatTime(putOff.untilMs, nowMs)}: ${putOff.reason}`
        : undefined,
      done < total ? estimate() : undefined,
    ];
    return { total, done, text: parts.filter((part) => part !== undefined).join(', ') };
  }
}

function describeRate(samples: { atMs: number; done: number }[]): string | undefined {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.atMs - first.atMs < 1000) {
    return undefined;
  }
  const perMinute = ((last.done - first.done) / (last.atMs - first.atMs)) * 60_000;
  return `${formatCount(Math.round(perMinute))}/min`;
}

function describeWaits(jobs: Job[], nowMs: number): string[] {
  // One whose wait is over stays `waiting` until its turn comes.
  const waits = jobs.flatMap(({ status, wait }) =>
    status === 'waiting' && wait && Date.parse(wait.retry_at) > nowMs ? [wait] : [],
  );
  const blocked = jobs.filter(({ status }) => status === 'blocked').length;
  return [
    ...(waits.length > 0 ? [`${formatCount(waits.length)} wait until ${describeUntil(waits, nowMs)}`] : []),
    ...(blocked > 0 ? [`${formatCount(blocked)} blocked: their account needs its operator`] : []),
  ];
}

/** From the first wait that ends to the last, and what they are. */
function describeUntil(waits: { reason: string; retry_at: string }[], nowMs: number): string {
  const untils = waits.map(({ retry_at }) => Date.parse(retry_at));
  const ends = [Math.min(...untils), Math.max(...untils)].map((untilMs) => formatTime(untilMs, nowMs));
  const reasons = new Set(waits.map(({ reason }) => reason));
  return `${[...new Set(ends)].join('-')} (${[...reasons].join(', ')})`;
}

/** The API's own estimate, when it has one for all that is left. */
function describeEstimate(views: BatchView[], total: number, nowMs: number): string | undefined {
  const open = views.filter(({ batch }) => batch.status !== 'done');
  const accepted = views.reduce((sum, { batch }) => sum + batch.size, 0);
  const ends = open.map(({ batch }) => Date.parse(batch.estimated_done_at ?? ''));
  return accepted < total || ends.length === 0 || ends.some(Number.isNaN)
    ? undefined
    : `done about ${formatTime(Math.max(...ends), nowMs)}`;
}
