import { useEffect, useRef, useState } from 'preact/hooks';
import { call } from '../../api/request.ts';
import { planRefresh } from '../../api/use-query.ts';
import { useSession } from '../../session.ts';
import { isFinal, type Job } from './job.ts';

const everyMs = 6_000;
/** Jobs that are asked about in one round. */
const maxAsked = 8;

/**
 * Keeps jobs behind the first page current: those that are unfinished and on the screen.
 *
 * @param jobs what is listed. @param current how many of them, from the first on, are kept current already.
 * @returns the jobs as they are now.
 */
export function useLiveJobs(jobs: Job[], current: number): Job[] {
  const session = useSession();
  const [newer, setNewer] = useState<ReadonlyMap<string, Job>>(new Map());
  const behind = jobs.slice(current).map((job) => newer.get(job.id) ?? job);
  const latest = useRef(behind);
  latest.current = behind;
  const [round, setRound] = useState(0);
  const isAnyOpen = behind.some((job) => !isFinal(job));

  useEffect(() => {
    if (!isAnyOpen) {
      return;
    }
    const controller = new AbortController();
    const forget = planRefresh(everyMs, async () => {
      const asked = latest.current.filter((job) => !isFinal(job) && isOnScreen(job.id)).slice(0, maxAsked);
      const answers = await Promise.allSettled(
        asked.map(({ id }) =>
          call(session, 'GET', '/v1/invites/{id}', { params: { id }, signal: controller.signal }),
        ),
      );
      if (controller.signal.aborted) {
        return;
      }
      const told = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.body] : []));
      setNewer((old) => new Map([...old, ...told.map((job) => [job.id, job] as const)]));
      setRound((each) => each + 1);
    });
    return () => {
      controller.abort();
      forget();
    };
  }, [round, isAnyOpen, session]);

  return [...jobs.slice(0, current), ...behind];
}

/** The row's element has the job's id. */
function isOnScreen(id: string): boolean {
  const box = document.getElementById(id)?.getBoundingClientRect();
  return box !== undefined && box.bottom > 0 && box.top < innerHeight;
}
