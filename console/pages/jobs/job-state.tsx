import { Badge } from '../../parts/badge.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Countdown } from '../../parts/time.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import { describeWait, type Job, tones } from './job.ts';

export function JobBadge({ status }: Pick<Job, 'status'>) {
  return <Badge tone={tones[status]}>{text.jobs.statuses[status]}</Badge>;
}

/** The link, or why there is none yet. */
export function JobResult({ job }: { job: Job }) {
  const { inLine, making, blockedBy, noLinkNeeded, theLink, goesOnIn, anyMoment } = text.jobs;
  switch (job.status) {
    case 'queued':
      return <span class="dim">{inLine}</span>;
    case 'running':
      return <span class="dim">{making}</span>;
    case 'waiting':
      return (
        <span>
          {describeWait(job.wait?.reason ?? '')}
          {job.wait && (
            <>
              : {goesOnIn} <Countdown until={job.wait.retry_at} over={anyMoment} />
            </>
          )}
        </span>
      );
    case 'blocked':
      return <a href={routeTo('accounts', job.account)}>{blockedBy(job.account)}</a>;
    case 'succeeded':
      return job.invite ? (
        <span class="row">
          <a href={job.invite.link} target="_blank" rel="noreferrer">
            {job.invite.link.replace('https://', '')}
          </a>
          <CopyButton value={job.invite.link} what={theLink} />
        </span>
      ) : (
        <span class="dim">{noLinkNeeded}</span>
      );
    default:
      return <span class="dim">{job.error?.detail}</span>;
  }
}
