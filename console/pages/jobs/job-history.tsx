import { describeExactly } from '../../parts/describe-time.ts';
import { text } from '../../strings.ts';
import { isFinal, type Job } from './job.ts';

interface HistoryEvent {
  at: string;
  what: string;
  detail?: string | undefined;
}

/** What happened to a job, oldest first. What was done to its link is told with the link. */
export function JobHistory({ job }: { job: Job }) {
  return (
    <ol class="card history">
      {toEvents(job).map(({ at, what, detail }) => (
        <li key={what + at}>
          <Moment at={at} />
          <span>
            {what}
            {detail && <span class="dim"> · {detail}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** To the second: one wants to know what came first. */
function Moment({ at }: { at: string }) {
  const atMs = Date.parse(at);
  const isToday = new Date(atMs).toDateString() === new Date().toDateString();
  return (
    <time class="history-time" dateTime={at} title={describeExactly(atMs)}>
      {new Date(atMs).toLocaleString('en-GB', {
        ...(isToday ? {} : { day: 'numeric', month: 'short' }),
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      })}
    </time>
  );
}

function toEvents(job: Job): HistoryEvent[] {
  const { events, times } = text.jobs;
  const list: HistoryEvent[] = [{ at: job.created_at, what: events.accepted }];
  if (job.cancel_requested_at && !isFinal(job)) {
    list.push({ at: job.cancel_requested_at, what: events.cancelAsked });
  }
  if (job.finished_at) {
    const detail =
      job.status === 'succeeded' ? `${text.jobs.fields.attempts} ${times(job.attempts)}` : job.error?.detail;
    list.push({ at: job.finished_at, what: events[job.status as 'succeeded'], detail });
  }
  if (job.finished_at && job.callback) {
    const { status, last_error: error } = job.callback;
    list.push({ at: job.finished_at, what: events.callback[status], detail: error });
  }
  if (job.taken_at) {
    list.push({ at: job.taken_at, what: events.taken });
  }
  return list;
}
