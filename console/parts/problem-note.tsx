import type { ComponentChildren } from 'preact';
import { NetworkFailure, type Problem, ProblemFailure, slugOf } from '../api/failures.ts';
import { text } from '../strings.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { Countdown } from './time.tsx';

/** A failure in words: what happened, what to do, and the way to try again. */
export function ProblemNote({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  return (
    <Note tone="bad" title={titleOf(error)}>
      <p>{error.message}</p>
      {error instanceof ProblemFailure && <ProblemDetails failure={error} />}
      {onRetry && (
        <div class="actions">
          <Button icon="refresh" onClick={onRetry}>
            {text.common.retry}
          </Button>
        </div>
      )}
    </Note>
  );
}

function ProblemDetails({ failure: { problem, retryAtMs } }: { failure: ProblemFailure }) {
  return (
    <>
      {problem.errors && (
        <ul>
          {problem.errors.map(({ field, detail }) => (
            <li key={field + detail}>
              <code>{field}</code>: {detail}
            </li>
          ))}
        </ul>
      )}
      {retryAtMs !== undefined && (
        <p>
          {text.common.retryIn} <Countdown until={retryAtMs} />
        </p>
      )}
      <p class="hint">
        {hasPage(problem) && (
          <a href={`/problems/${slugOf(problem)}`} target="_blank" rel="noreferrer">
            {text.common.whatItMeans}
          </a>
        )}
        {problem.instance && ` ${text.common.requestId(problem.instance)}`}
      </p>
    </>
  );
}

/** What a proxy answers has no page, and neither have the problems of the operator API. */
function hasPage({ type }: Problem): boolean {
  return type.startsWith('urn:invite-spool:problem:');
}

function titleOf(error: Error): string {
  if (error instanceof ProblemFailure) {
    return error.problem.title;
  }
  return error instanceof NetworkFailure ? text.common.noAnswerTitle : text.common.failed;
}

const noteIcons = { bad: 'alert', wait: 'clock', good: 'check', info: 'info' } as const;

/** Something to know before going on. It is read out when it appears. */
export function Note({
  tone,
  title,
  children,
}: {
  tone: 'bad' | 'wait' | 'good' | 'info';
  title?: string;
  children?: ComponentChildren;
}) {
  return (
    <div class={`note ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={noteIcons[tone]} />
      <div class="stack">
        {title && <p class="note-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}
