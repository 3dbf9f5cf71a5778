import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { HostMessage, Invocation } from '../../../infra/local/aws/function-host.ts';
import type { FunctionSettings } from '../../../infra/local/aws/template.ts';

/** What became of an invocation. */
export type Outcome = { type: 'result'; value: unknown } | { type: 'failed'; reason: string };

/**
 * An execution environment that can be stopped and thawed as well as killed. Nothing ends an invocation by itself here:
 * whether its time is up is for the hunter to say, for a stopped process outlives its time.
 */
export interface FunctionProcess {
  /** Its AWS access key id too, by which the proxy knows who asks. */
  who: string;
  name: string;
  ready: Promise<void>;
  invocation: { deadlineMs: number } | undefined;
  /** When it is ended by force: its time is up, and if it was frozen it has had a moment since. */
  endsAtMs(): number;
  isFrozen(): boolean;
  isAlive(): boolean;
  invoke(event: unknown): Promise<Outcome>;
  /** Where it reports in the clock file. */
  slot: number;
  /** Has it report that its event loop turns, as soon as it does. */
  probe(): void;
  /** Tells it that the clock has jumped. */
  wake(): void;
  freeze(): void;
  thaw(): void;
  /** Sent in this very turn: what the process had not sent by now it never sends. */
  kill(): void;
  exited: Promise<unknown>;
}

export interface FunctionProcessOptions {
  settings: FunctionSettings;
  who: string;
  slot: number;
  hostPath: string;
  bundlePath: string;
  preloadPath: string;
  environment: Record<string, string>;
  onLine: (line: string) => void;
}

/** A process that was frozen beyond its time may still do what it was about to, for so long by the virtual clock. */
const afterThawMs = 5_000;

export function startFunctionProcess(options: FunctionProcessOptions): FunctionProcess {
  const { settings, who, hostPath, bundlePath, environment, preloadPath, onLine } = options;
  const child = fork(hostPath, [bundlePath, settings.handlerExport], {
    env: { ...environment, AWS_ACCESS_KEY_ID: who, CHAOS_SLOT: String(options.slot) },
    execArgv: ['--import', preloadPath],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', onLine);
  }
  let isFrozen = false;
  let isAlive = true;
  let thawedAtMs = 0;
  let onEnd: ((outcome: Outcome) => void) | undefined;
  const exited = once(child, 'exit').then(([code, signal]) => {
    isAlive = false;
    onEnd?.({ type: 'failed', reason: `exited with ${signal ?? code}` });
  });
  const ready = whenReady(child);
  child.on('message', (message: HostMessage) => {
    if (message.type === 'result') onEnd?.({ type: 'result', value: JSON.parse(message.json) });
    if (message.type === 'failed') onEnd?.({ type: 'failed', reason: message.error.errorMessage });
  });

  const process: FunctionProcess = {
    who,
    slot: options.slot,
    name: settings.name,
    ready,
    invocation: undefined,
    endsAtMs: () =>
      Math.max(process.invocation?.deadlineMs ?? Number.POSITIVE_INFINITY, thawedAtMs + afterThawMs),
    isFrozen: () => isFrozen,
    isAlive: () => isAlive,
    async invoke(event) {
      const deadlineMs = Date.now() + settings.timeoutSeconds * 1000;
      const ended = new Promise<Outcome>((resolve) => {
        onEnd = resolve;
      });
      process.invocation = { deadlineMs };
      if (!isAlive) onEnd?.({ type: 'failed', reason: 'was dead' });
      else child.send(createInvocation(settings, event, deadlineMs), () => {});
      const outcome = await ended;
      onEnd = undefined;
      process.invocation = undefined;
      return outcome;
    },
    probe: () => {
      if (isAlive && !isFrozen) child.kill('SIGUSR2');
    },
    wake: () => {
      if (isAlive && !isFrozen) child.kill('SIGCONT');
    },
    freeze: () => {
      isFrozen = true;
      child.kill('SIGSTOP');
    },
    thaw: () => {
      isFrozen = false;
      thawedAtMs = Date.now();
      child.kill('SIGCONT');
    },
    kill: () => {
      isAlive = false;
      isFrozen = false;
      child.kill('SIGKILL');
    },
    exited,
  };
  return process;
}

function createInvocation(settings: FunctionSettings, event: unknown, deadlineMs: number): Invocation {
  const { functionName, functionArn, memoryMegabytes } = settings;
  return { requestId: crypto.randomUUID(), event, deadlineMs, functionName, functionArn, memoryMegabytes };
}

async function whenReady(child: ChildProcess): Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  try {
    const [message] = await Promise.race([
      once(child, 'message', { signal }),
      once(child, 'exit', { signal }).then(([code, how]) => [{ type: `exited with ${how ?? code}` }]),
    ]);
    if (message.type !== 'ready') throw new Error(`a function did not start: ${JSON.stringify(message)}`);
  } finally {
    stop.abort();
  }
}
