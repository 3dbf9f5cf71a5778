import { useEffect, useRef, useState } from 'preact/hooks';
import type { components } from '../../../client/openapi.ts';
import { call } from '../../api/request.ts';
import { planRefresh } from '../../api/use-query.ts';
import { useSession } from '../../session.ts';
import { onUpload, readUpload, sendOn, type UploadState } from './upload.ts';

type Batch = components['schemas']['Batch'];
export type Counts = Batch['counts'];

/** The upload of this tab. One that was interrupted goes on, unless it was paused. */
export function useUpload(): UploadState | undefined {
  const session = useSession();
  const [state, setState] = useState(() => readUpload(session));
  useEffect(() => onUpload(() => setState(readUpload(session))), [session]);
  useEffect(() => {
    const found = readUpload(session);
    if (found && !found.upload.isPaused && found.retryAtMs === undefined && found.failure === undefined) {
      sendOn(session);
    }
  }, [session]);
  return state;
}

export interface Progress {
  counts: Counts;
  /** When all that was sent will be done; undefined when nobody can tell. */
  estimatedDoneAt: string | undefined;
  isDone: boolean;
  /** The first pages: what waits, and what for. */
  waits: NonNullable<components['schemas']['Invite']['wait']>[];
  error: Error | undefined;
}

const noCounts: Counts = {
  queued: 0,
  running: 0,
  waiting: 0,
  blocked: 0,
  succeeded: 0,
  failed: 0,
  cancelled: 0,
  expired: 0,
};

/** A look at each open batch costs a request: many of them are looked at less often. */
const pauseMsForEachBatch = 300;
const minPauseMs = 2_000;

/** What became of the batches so far. Those that are done are not asked for again. */
export function useProgress(batchIds: string[]): Progress {
  const session = useSession();
  const [known, setKnown] = useState<ReadonlyMap<string, Batch>>(new Map());
  const [error, setError] = useState<Error>();
  const [round, setRound] = useState(0);
  const looks = useRef(new Map<string, { atMs: number; isDone: boolean }>());
  const ids = batchIds.join(' ');
  useEffect(() => {
    const controller = new AbortController();
    let forget: (() => void) | undefined;
    function listOpen() {
      return ids.split(' ').filter((id) => id !== '' && looks.current.get(id)?.isDone !== true);
    }
    async function look() {
      // While a file is being sent, each batch begins a new round: what was just looked at is left out of it.
      const due = listOpen().filter((id) => Date.now() - (looks.current.get(id)?.atMs ?? 0) >= minPauseMs);
      for (const id of due) {
        const { body } = await call(session, 'GET', '/v1/batches/{id}', {
          params: { id },
          query: { limit: 1 },
          signal: controller.signal,
        });
        looks.current.set(id, { atMs: Date.now(), isDone: body.status === 'done' });
        setKnown((before) => new Map(before).set(id, body));
      }
    }
    async function lookOn() {
      try {
        await look();
        setError(undefined);
      } catch (failure) {
        if (controller.signal.aborted) {
          return;
        }
        setError(failure as Error);
      }
      const open = listOpen().length;
      if (!controller.signal.aborted && open > 0) {
        const pauseMs = Math.max(minPauseMs, open * pauseMsForEachBatch);
        forget = planRefresh(pauseMs, () => setRound((each) => each + 1));
      }
    }
    lookOn();
    return () => {
      controller.abort();
      forget?.();
    };
  }, [session, ids, round]);
  const batches = batchIds.flatMap((id) => known.get(id) ?? []);
  return {
    counts: sumCounts(batches.map(({ counts }) => counts)),
    estimatedDoneAt: findLatest(batches),
    isDone: batchIds.every((id) => known.get(id)?.status === 'done'),
    waits: batches.flatMap(({ items }) => items.flatMap(({ wait }) => wait ?? [])),
    error,
  };
}

function sumCounts(all: Counts[]): Counts {
  const names = Object.keys(noCounts) as (keyof Counts)[];
  // It has each name of `noCounts`, which the type of fromEntries does not tell.
  return Object.fromEntries(
    names.map((name) => [name, all.reduce((sum, counts) => sum + counts[name], 0)]),
  ) as unknown as Counts;
}

function findLatest(batches: Batch[]): string | undefined {
  const open = batches.filter(({ status }) => status !== 'done');
  const times = open.map(({ estimated_done_at }) => estimated_done_at);
  return times.includes(undefined) ? undefined : times.toSorted().at(-1);
}
