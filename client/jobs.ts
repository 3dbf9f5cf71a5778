import { JobError } from './api-error.ts';
import type { AnswerOf, Call } from './call.ts';
import type { components } from './openapi.ts';
import type { Answer } from './send-requests.ts';

type Schemas = components['schemas'];

export type Invite = Schemas['Invite'];
export type Operation = Schemas['Operation'];
export type Batch = Schemas['Batch'];

export interface WaitOptions<T> {
  /** Ends the waiting. The job goes on: what was asked for is not cancelled by this. */
  signal?: AbortSignal;
  /** Told each time the job is seen, the first time included. */
  onUpdate?(job: T): void;
}

/** A job of the service: what it tells, and a way to wait for its end. */
export type Waitable<T> = T & {
  /**
   * Waits until the job is final. Telegram may ask for a wait of hours before that: pass a signal to wait for less.
   * @returns the invite or operation that succeeded, or the batch that is done.
   * @throws JobError where an invite or operation has failed, was cancelled or has expired; `type` says why.
   */
  wait(options?: WaitOptions<T>): Promise<T>;
};

/** The API holds an answer for 25 seconds at most. Most jobs are done within this, and a change is told no later. */
const heldSeconds = 10;

/** Where an answer does not say when to ask again. */
const defaultPauseSeconds = 5;

export interface WaitDeps {
  call: Call;
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
}

const finalStatuses = new Set(['succeeded', 'failed', 'cancelled', 'expired', 'done']);

/** Whether nothing will change any more. */
export function isFinal({ status }: { status: string }): boolean {
  return finalStatuses.has(status);
}

/** Makes what the API answers waitable. `get` asks for it anew. */
function waitable<T extends { id: string; status: string }>(
  { sleep }: WaitDeps,
  first: Answer<T>,
  get: (input: { waitSeconds: number; signal?: AbortSignal }) => Promise<Answer<T>>,
): Waitable<T> {
  async function wait({ signal, onUpdate }: WaitOptions<T> = {}): Promise<T> {
    let answer = first;
    onUpdate?.(answer.body);
    while (!isFinal(answer.body)) {
      // The API holds the answer while it can. Where it does not, Retry-After says when to ask again.
      answer = await get({ waitSeconds: heldSeconds, ...(signal === undefined ? {} : { signal }) });
      onUpdate?.(answer.body);
      if (!isFinal(answer.body) && !answer.isHeld) {
        await sleep((answer.retryAfterSeconds ?? defaultPauseSeconds) * 1000, signal);
      }
    }
    if (answer.body.status !== 'succeeded' && answer.body.status !== 'done') {
      // A batch is never here: it is final as `done` alone.
      throw new JobError(answer.body as unknown as Invite | Operation);
    }
    return answer.body;
  }
  return Object.defineProperty({ ...first.body }, 'wait', { value: wait }) as Waitable<T>;
}

export function toInviteJob(deps: WaitDeps, answer: Answer<Invite>): Waitable<Invite> {
  const path = { id: answer.body.id };
  return waitable<Invite>(deps, answer, (input) => deps.call('getInvite', { path, ...input }));
}

export function toOperationJob(deps: WaitDeps, answer: Answer<Operation>): Waitable<Operation> {
  const path = { id: answer.body.id };
  return waitable<Operation>(deps, answer, (input) => deps.call('getOperation', { path, ...input }));
}

export function toBatchJob(deps: WaitDeps, answer: Answer<AnswerOf<'createBatch'>>): Waitable<Batch> {
  const path = { id: answer.body.id };
  return waitable<Batch>(deps, answer, (input) => deps.call('getBatch', { path, ...input }));
}
