import { useEffect, useState } from 'preact/hooks';
import { Confirm } from '../../parts/confirm.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useSession } from '../../session.ts';
import { text } from '../../strings.ts';
import { countRequests, type Decision, type Source } from './source.ts';

/** What is to be decided. */
export interface Asked {
  decision: Decision;
  /** Undefined: all who ask. */
  ids?: string[];
  who?: string;
}

/** The question before a decision. It says how many it is about. */
export function AskDecision({
  source,
  asked: { decision, ids, who },
  onYes,
  onClose,
}: {
  source: Source;
  asked: Asked;
  onYes(): Promise<void>;
  onClose(): void;
}) {
  const session = useSession();
  const [count, setCount] = useState(ids?.length);
  const [error, setError] = useState<Error>();
  useEffect(() => {
    if (ids === undefined) {
      countRequests(session, source).then(setCount, setError);
    }
  }, []);
  const words = text.requests;
  const named = who ?? words.people(count ?? 0);
  return (
    <Confirm
      title={
        count === undefined
          ? text.links.counting(0)
          : decision === 'approve'
            ? words.approveTitle(named)
            : words.declineTitle(named)
      }
      yes={words[decision]}
      count={count ?? 0}
      isDanger={decision === 'decline'}
      isReady={count !== undefined}
      onYes={onYes}
      onClose={onClose}
    >
      <p>{decision === 'approve' ? words.approveText : words.declineText}</p>
      {ids === undefined && count !== undefined && <p>{words.allText(count)}</p>}
      {error && <ProblemNote error={error} />}
    </Confirm>
  );
}
