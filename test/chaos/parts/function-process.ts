import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { HostMessage, Invocation } from '../../../local/aws/function-host.ts';
import type { FunctionSettings } from '../../../local/aws/template.ts';
import type { IdleReport } from '../clock/own-state.ts';

/** The outcome of an invocation. */
export type Outcome = { type: 'result'; value: unknown } | { type: 'failed'; reason: string };

/**
 * An execution environment that can be stopped and thawed as well as killed. Invocations have no time limit here. The
 * hunter ends them, because a stopped process outlives its time.
 */
export interface FunctionProcess {
  /** Its AWS access key id, by which the proxy recognises it. */
  id: string;
  /** Its name in this seed. */
  who: string;
  name: string;
  ready: Promise<void>;
  invocation: { deadlineMs: number } | undefined;
  /** When it is killed: its time is up, and after a freeze it has had a moment to run. */
  endsAtMs(): number;
  isFrozen(): boolean;
  isAlive(): boolean;
  invoke(event: unknown, requestId: string): Promise<Outcome>;
  /** The last state that it reported as idle. */
  report: IdleReport | undefined;
  /** Asks for a new report when it is idle. Resolves when the report has come, or the process has ended. */
  ask(): Promise<void>;
  /** It was woken after that report. */
  isTouched(): boolean;
  /** All messages before that report have arrived, in both directions. */
  isHeard(report: IdleReport): boolean;
  hasExited(): boolean;
  /** Makes it run its due timers. */
  runTimers(): void;
  freeze(): void;
  thaw(): void;
  /** The signal is sent in this turn: later messages of the process are never sent. */
  kill(): void;
  exited: Promise<unknown>;
}

export interface FunctionProcessOptions {
  settings: FunctionSettings;
  id: string;
  hostPath: string;
  bundlePath: string;
  preloadPath: string;
  environment: Record<string, string>;
  onLine: (line: string) => void;
}

/** How long a process that was frozen beyond its time may still run, by the virtual clock. */
const afterThawMs = 5_000;

/** The child's end of the pipe to its preload. */
const controlFile = 4;

export function startFunctionProcess(options: FunctionProcessOptions): FunctionProcess {
  const { settings, id, hostPath, bundlePath, environment, preloadPath, onLine } = options;
  const child = fork(hostPath, [bundlePath, settings.handlerExport], {
    env: { ...environment, AWS_ACCESS_KEY_ID: id, CHAOS_CONTROL: String(controlFile) },
    execArgv: ['--import', preloadPath],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) {
      createInterface({ input: stream }).on('line', onLine);
    }
  }
  const control = child.stdio[controlFile] as Socket;
  let isFrozen = false;
  let isAlive = true;
  let hasExited = false;
  let isTouched = true;
  let thawedAtMs = 0;
  let sent = 0;
  let received = 0;
  let onEnd: ((outcome: Outcome) => void) | undefined;
  let onReport: (() => void) | undefined;
  const exited = once(child, 'exit').then(([code, signal]) => {
    isAlive = false;
    hasExited = true;
    onReport?.();
    onEnd?.({ type: 'failed', reason: `exited with ${signal ?? code}` });
  });
  const ready = whenReady(child);
  child.on('message', (message: HostMessage) => {
    received += 1;
    if (message.type === 'result') {
      onEnd?.({ type: 'result', value: JSON.parse(message.json) });
    }
    if (message.type === 'failed') {
      onEnd?.({ type: 'failed', reason: message.error.errorMessage });
    }
  });
  control.on('error', () => undefined);
  createInterface({ input: control }).on('line', (line) => {
    const report = JSON.parse(line) as IdleReport;
    // JSON has no infinity.
    process.report = { ...report, nextTimerMs: report.nextTimerMs ?? Number.POSITIVE_INFINITY };
    onReport?.();
  });

  const process: FunctionProcess = {
    id,
    who: id,
    name: settings.name,
    ready,
    invocation: undefined,
    report: undefined,
    endsAtMs: () =>
      Math.max(process.invocation?.deadlineMs ?? Number.POSITIVE_INFINITY, thawedAtMs + afterThawMs),
    isFrozen: () => isFrozen,
    isAlive: () => isAlive,
    hasExited: () => hasExited,
    isTouched: () => isTouched,
    isHeard: (report) => report.sent === received && report.received === sent,
    async invoke(event, requestId) {
      const deadlineMs = Date.now() + settings.timeoutSeconds * 1000;
      const ended = new Promise<Outcome>((resolve) => {
        onEnd = resolve;
      });
      process.invocation = { deadlineMs };
      if (!isAlive) {
        onEnd?.({ type: 'failed', reason: 'was dead' });
      } else {
        sent += 1;
        child.send(createInvocation(settings, event, deadlineMs, requestId), () => {});
      }
      const outcome = await ended;
      onEnd = undefined;
      process.invocation = undefined;
      return outcome;
    },
    async ask() {
      if (hasExited) {
        return;
      }
      const answered = new Promise<void>((resolve) => {
        onReport = resolve;
      });
      isTouched = false;
      if (isAlive) {
        control.write('p');
      }
      await answered;
      onReport = undefined;
    },
    runTimers: () => {
      isTouched = true;
      control.write('t');
    },
    freeze: () => {
      isFrozen = true;
      child.kill('SIGSTOP');
    },
    thaw: () => {
      isFrozen = false;
      isTouched = true;
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

function createInvocation(
  settings: FunctionSettings,
  event: unknown,
  deadlineMs: number,
  requestId: string,
): Invocation {
  const { functionName, functionArn, memoryMegabytes } = settings;
  return { requestId, event, deadlineMs, functionName, functionArn, memoryMegabytes };
}

async function whenReady(child: ChildProcess): Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  try {
    const [message] = await Promise.race([
      once(child, 'message', { signal }),
      once(child, 'exit', { signal }).then(([code, how]) => [{ type: `exited with ${how ?? code}` }]),
    ]);
    if (message.type !== 'ready') {
      throw new Error(`a function did not start: ${JSON.stringify(message)}`);
    }
  } finally {
    stop.abort();
  }
}
