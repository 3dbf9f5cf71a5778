import type { components } from '../../../client/openapi.ts';
import { useGet } from '../../api/use-query.ts';
import { Badge } from '../../parts/badge.tsx';
import { describeExactly } from '../../parts/describe-time.ts';
import { Countdown } from '../../parts/time.tsx';
import { text } from '../../strings.ts';
import { describeWait, isFinal, type Job, tones } from './job.ts';

type Operation = components['schemas']['Operation'];

interface HistoryEvent {
  at: string;
  what: string;
  detail?: string | undefined;
}

/** What happened to a job and to its link, oldest first. */
export function JobHistory({ job }: { job: Job }) {
  const { data } = useGet(job.invite ? '/v1/invites/{id}/operations' : undefined, { params: { id: job.id } });
  const { goesOnIn, events, anyMoment } = text.jobs;
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
      {job.wait && (
        <li>
          <span class="history-time">{events.waits}</span>
          <span>
            {describeWait(job.wait.reason)}: {goesOnIn}{' '}
            <Countdown until={job.wait.retry_at} over={anyMoment} />
          </span>
        </li>
      )}
      {data?.items.toReversed().map((operation) => (
        <OperationLine key={operation.id} operation={operation} />
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

function OperationLine({ operation }: { operation: Operation }) {
  const { events, statuses } = text.jobs;
  const { kind, status, created_at: at, error } = operation;
  return (
    <li>
      <Moment at={at} />
      <span class="row">
        {events.operations[kind]}
        {status !== 'succeeded' && <Badge tone={tones[status]}>{statuses[status]}</Badge>}
        {error && <span class="dim">{error.detail}</span>}
      </span>
    </li>
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
