import { randomUUID } from 'node:crypto';
import { FunctionError, type FunctionProcess, startFunctionProcess } from './function-process.ts';
import type { FunctionSettings } from './template.ts';

export type FunctionEvent =
  | { type: 'process-started' | 'process-ended'; name: string; pid: number }
  | { type: 'invocation-started'; name: string; pid: number; requestId: string }
  | {
      type: 'invocation-ended';
      name: string;
      pid: number;
      requestId: string;
      durationMs: number;
      error?: string;
    };

export interface LambdaFunction {
  settings: FunctionSettings;
  /**
   * Runs the function once, in a warm process if one is free, else in a new one. When as many as may run are busy, the
   * invocation waits for a free one.
   *
   * @param signal ends the wait of an invocation. An invocation that runs is not stopped.
   * @throws FunctionError when the invocation failed; the signal's reason when the signal ended its wait.
   */
  invoke(event: unknown, signal?: AbortSignal): Promise<unknown>;
  /** The ids of the processes that are alive. */
  pids(): number[];
  /** Kills every process. Their invocations fail. */
  close(): Promise<void>;
}

/** A process that has nothing to do for so long is ended, as on Lambda. The sweeper's has something to do each minute. */
export const idleLimitMs = 120_000;

export interface LambdaFunctionOptions {
  settings: FunctionSettings;
  hostPath: string;
  bundlePath: string;
  environment: Record<string, string>;
  maxProcesses: number;
  onLine: (line: string) => void;
  onEvent: (event: FunctionEvent) => void;
}

/** A function that runs in up to `maxProcesses` processes, each with one invocation at a time. */
export function createLambdaFunction(options: LambdaFunctionOptions): LambdaFunction {
  const { settings, maxProcesses, onEvent } = options;
  const { name } = settings;
  const alive = new Set<FunctionProcess>();
  const idle: FunctionProcess[] = [];
  const endings = new Map<FunctionProcess, NodeJS.Timeout>();
  const waiting = new Set<() => void>();
  let busy = 0;
  let closed = false;

  async function takeTurn(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (busy < maxProcesses) {
      busy += 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    function leave() {
      return waiting.delete(resolve) && reject(signal?.reason);
    }
    waiting.add(resolve);
    signal?.addEventListener('abort', leave);
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  /** Gives the process to the next waiting invocation, so that a new one cannot take it first. */
  function endTurn(): void {
    const [next] = waiting;
    if (next === undefined) {
      busy -= 1;
      return;
    }
    waiting.delete(next);
    next();
  }

  async function takeProcess(): Promise<FunctionProcess> {
    const warm = idle.pop();
    if (warm !== undefined) {
      clearTimeout(endings.get(warm));
      return warm;
    }
    const process = startFunctionProcess(options);
    alive.add(process);
    onEvent({ type: 'process-started', name, pid: process.pid });
    process.exited.then(() => forget(process));
    try {
      await process.ready;
      return process;
    } catch (error) {
      await process.kill();
      throw error;
    }
  }

  function forget(process: FunctionProcess): void {
    alive.delete(process);
    clearTimeout(endings.get(process));
    endings.delete(process);
    const index = idle.indexOf(process);
    if (index !== -1) {
      idle.splice(index, 1);
    }
    onEvent({ type: 'process-ended', name, pid: process.pid });
  }

  function rest(process: FunctionProcess): void {
    idle.push(process);
    const ending = setTimeout(() => {
      // From now on no invocation is given to it.
      idle.splice(idle.indexOf(process), 1);
      void process.kill();
    }, idleLimitMs);
    endings.set(process, ending.unref());
  }

  async function run(process: FunctionProcess, event: unknown): Promise<unknown> {
    const requestId = randomUUID();
    const { pid } = process;
    const startedAtMs = performance.now();
    function end(outcome: { error?: string }) {
      const durationMs = performance.now() - startedAtMs;
      onEvent({ type: 'invocation-ended', name, pid, requestId, durationMs, ...outcome });
    }
    onEvent({ type: 'invocation-started', name, pid, requestId });
    try {
      const result = await process.invoke(event, requestId);
      end({});
      return result;
    } catch (error) {
      end({ error: String(error) });
      throw error;
    } finally {
      if (alive.has(process)) {
        rest(process);
      }
    }
  }

  return {
    settings,
    pids: () => Array.from(alive, (process) => process.pid),
    async invoke(event, signal) {
      await takeTurn(signal);
      try {
        if (closed) {
          throw closedError(name);
        }
        return await run(await takeProcess(), event);
      } finally {
        endTurn();
      }
    },
    async close() {
      closed = true;
      await Promise.all(Array.from(alive, (process) => process.kill()));
    },
  };
}

function closedError(name: string): FunctionError {
  return new FunctionError({ errorType: 'Closed', errorMessage: `Function ${name} is closed`, trace: [] });
}
