/** One event of a seed, as the hunter saw it. */
export interface TraceEntry {
  atMs: number;
  who: string;
  what: string;
  jobId?: string | undefined;
  accountId?: string | undefined;
}

export interface Trace {
  entries: readonly TraceEntry[];
  add(
    who: string,
    what: string,
    about?: { jobId?: string | undefined; accountId?: string | undefined },
  ): void;
}

export function createTrace(): Trace {
  const entries: TraceEntry[] = [];
  return {
    entries,
    add: (who, what, { jobId, accountId } = {}) => {
      entries.push({ atMs: Date.now(), who, what, jobId, accountId });
    },
  };
}

/** One job's time line: the events of the job, of its account and of the whole system. Seconds from the start. */
export function describeTimeline(
  { entries }: Trace,
  startedAtMs: number,
  { jobId, accountId }: { jobId: string; accountId: string },
): string {
  const lines = entries
    .filter((entry) => (entry.jobId === undefined ? isAbout(entry, accountId) : entry.jobId === jobId))
    .map(({ atMs, who, what }) => `  ${formatSeconds(atMs - startedAtMs)}  ${who.padEnd(10)} ${what}`);
  return [`job ${jobId} of ${accountId}`, ...lines].join('\n');
}

function isAbout(entry: TraceEntry, accountId: string): boolean {
  return entry.accountId === undefined || entry.accountId === accountId;
}

function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)}s`.padStart(12);
}
