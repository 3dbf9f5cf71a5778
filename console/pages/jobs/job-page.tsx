import type { ComponentChildren } from 'preact';
import { useGet } from '../../api/use-query.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { describeDuration } from '../../parts/describe-time.ts';
import { Facts } from '../../parts/facts.tsx';
import { NeedsScope } from '../../parts/needs-scope.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Time } from '../../parts/time.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import { CancelJob } from './cancel-job.tsx';
import { isFinal, type Job, jobName, peerText } from './job.ts';
import { JobHistory } from './job-history.tsx';
import { JobBadge, JobResult } from './job-state.tsx';

const leastMs = 1_500;
const mostMs = 15_000;

/** One job: what was asked for, where it stands, and what happened. */
export function JobPage({ id }: { id: string }) {
  const { data, error, refresh } = useGet(
    '/v1/invites/{id}',
    { params: { id } },
    {
      everyMs: ({ body, retryAfterMs = leastMs }) =>
        body && isFinal(body) ? undefined : Math.min(Math.max(retryAfterMs, leastMs), mostMs),
    },
  );
  const { page, title, pagePurpose, toList } = text.jobs;
  return (
    <Page
      title={data === undefined ? title : page(jobName(data))}
      purpose={pagePurpose}
      actions={<ButtonLink href={routeTo('jobs')}>{toList}</ButtonLink>}
    >
      <NeedsScope scope="invites:read">
        {error && <ProblemNote error={error} onRetry={refresh} />}
        {data === undefined ? (
          error === undefined && <Skeleton lines={6} />
        ) : (
          <JobParts job={data} onChange={refresh} />
        )}
      </NeedsScope>
    </Page>
  );
}

function JobParts({ job, onChange }: { job: Job; onChange(): void }) {
  const { progress, asked, history, showLink } = text.jobs;
  return (
    <>
      <Section title={progress}>
        <div class="card stack" aria-live="polite">
          <div class="row">
            <JobBadge status={job.status} />
            <JobResult job={job} />
          </div>
          <div class="actions">
            {job.invite && <ButtonLink href={routeTo('links', job.id)}>{showLink}</ButtonLink>}
            <CancelJob job={job} onCancelled={onChange} />
          </div>
        </div>
      </Section>
      <Section title={asked}>
        <Facts facts={toFacts(job)} />
      </Section>
      <Section title={history}>
        <JobHistory job={job} />
      </Section>
    </>
  );
}

function toFacts(job: Job): [string, ComponentChildren][] {
  const { fields, times, yes, withNames, batchPlace, priorities } = text.jobs;
  const facts: [string, ComponentChildren][] = [
    [fields.account, <a href={routeTo('accounts', job.account)}>{job.account}</a>],
    [fields.chat, peerText(job.peer)],
    [fields.title, job.title],
    [fields.usage_limit, job.usage_limit],
    [fields.expire_date, job.expire_date && <Time at={job.expire_date * 1000} />],
    [fields.expire_in, job.expire_in && describeDuration(job.expire_in * 1000)],
    [fields.request_needed, job.request_needed && yes],
    [fields.single_use, job.single_use && yes],
    [fields.track_joins, job.track_joins === 'names' ? withNames : job.track_joins && yes],
    [fields.priority, job.priority && priorities[job.priority]],
    [fields.deadline, job.deadline && <Time at={job.deadline * 1000} />],
    [fields.pool, job.pool && <a href={routeTo('pools', job.pool)}>{job.pool}</a>],
    [
      fields.batch,
      job.batch && <a href={routeTo('batches', job.batch.id)}>{batchPlace(job.batch.index + 1)}</a>,
    ],
    [fields.metadata, job.metadata && describePairs(job.metadata)],
    [fields.callback, job.callback?.url],
    [fields.attempts, job.attempts > 0 && times(job.attempts)],
    [fields.id, <code>{job.id}</code>],
  ];
  return facts.filter(([, value]) => value !== false);
}

function describePairs(pairs: Record<string, string>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
}
