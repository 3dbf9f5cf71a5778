import type { components } from '../../client/openapi.ts';
import type { Session } from '../session.ts';
import { NetworkFailure, ProblemFailure } from './failures.ts';
import { makeKey } from './make-key.ts';
import { call } from './request.ts';

export type Operation = components['schemas']['Operation'];

/** True when nothing more becomes of it. */
export function isOver({ status }: Pick<Operation, 'status'>): boolean {
  return ['succeeded', 'failed', 'cancelled', 'expired'].includes(status);
}

/** How long an answer is held for an operation that is mostly done at once. */
export const waitSeconds = 8;

export interface BulkProgress {
  total: number;
  asked: number;
  done: number;
  /** What was refused or has failed, by the id of the item. */
  troubles: { id: string; detail: string }[];
  /** The operations that have ended. */
  ended: Operation[];
  isOver: boolean;
}

/**
 * Asks for an operation for each item, one after the other, then waits for them. A refusal is noted and the next item is asked for.
 *
 * @param ask one request; it is repeated with the same key while the service does not answer or has no room.
 */
export async function runBulk(
  session: Session,
  ids: string[],
  ask: (id: string, idempotencyKey: string) => Promise<Operation | undefined>,
  tell: (progress: BulkProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const progress: BulkProgress = {
    total: ids.length,
    asked: 0,
    done: 0,
    troubles: [],
    ended: [],
    isOver: false,
  };
  const begun: [string, Operation][] = [];
  function note(changes: Partial<BulkProgress>) {
    Object.assign(progress, changes);
    tell({ ...progress });
  }
  function refuse(id: string, detail: string) {
    progress.troubles.push({ id, detail });
  }
  note({});
  for (const id of ids) {
    const key = makeKey('console');
    try {
      const operation = await askPatiently(() => ask(id, key), signal);
      if (operation !== undefined) {
        begun.push([id, operation]);
      }
    } catch (error) {
      if (signal.aborted) {
        break;
      }
      refuse(id, (error as Error).message);
    }
    note({ asked: progress.asked + 1 });
  }
  // The operations of an account end about in their order, so one question at a time is enough.
  for (const [id, operation] of begun) {
    let ended: Operation;
    try {
      ended = await follow(session, operation, signal);
    } catch (error) {
      if (signal.aborted) {
        break;
      }
      refuse(id, (error as Error).message);
      continue;
    }
    if (ended.status !== 'succeeded') {
      refuse(id, ended.error?.detail ?? ended.status);
    }
    progress.ended.push(ended);
    note({ done: progress.done + 1 });
  }
  note({ isOver: true });
}

async function follow(session: Session, operation: Operation, signal: AbortSignal): Promise<Operation> {
  let now = operation;
  while (!isOver(now)) {
    await pause(
      Math.min(Math.max(Date.parse(now.wait?.retry_at ?? '') - Date.now() || 0, 700), 10_000),
      signal,
    );
    const { body } = await askPatiently(
      () => call(session, 'GET', '/v1/operations/{id}', { params: { id: operation.id }, signal }),
      signal,
    );
    now = body ?? now;
  }
  return now;
}

/** Repeats a request while the service is gone, or has no room for it. */
export async function askPatiently<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await ask();
    } catch (error) {
      const isPassing =
        error instanceof NetworkFailure ||
        (error instanceof ProblemFailure && (error.status === 429 || error.status === 503));
      if (!isPassing || signal.aborted) {
        throw error;
      }
      const retryAtMs = error instanceof ProblemFailure ? error.retryAtMs : undefined;
      await pause(Math.max((retryAtMs ?? 0) - Date.now(), 2_000), signal);
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
