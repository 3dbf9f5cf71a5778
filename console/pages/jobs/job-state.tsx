import { Badge } from '../../parts/badge.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { operationTones, WaitWords } from '../../parts/operation-note.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import type { Job } from './job.ts';

export function JobBadge({ status }: Pick<Job, 'status'>) {
  return <Badge tone={operationTones[status]}>{text.jobs.statuses[status]}</Badge>;
}

/** The link, or why there is none yet. */
export function JobResult({ job }: { job: Job }) {
  const { inLine, making, blockedBy, noLinkNeeded, theLink } = text.jobs;
  switch (job.status) {
    case 'queued':
      return <span class="dim">{inLine}</span>;
    case 'running':
      return <span class="dim">{making}</span>;
    case 'waiting':
      return job.wait ? <WaitWords wait={job.wait} /> : null;
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
