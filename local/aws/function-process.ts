import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { ErrorReport, HostMessage, Invocation } from './function-host.ts';
import type { FunctionSettings } from './template.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const initTimeoutMs = 10_000;

/** A failed invocation, in Lambda's own words. */
export class FunctionError extends Error {
  override name = 'FunctionError';
  /** `Sandbox.Timedout`, `Runtime.ExitError`, or the name of the error that the handler threw. */
  readonly errorType: string;
  /** The stack inside the function. */
  readonly trace: string[];

  constructor({ errorType, errorMessage, trace }: ErrorReport) {
    super(errorMessage);
    this.errorType = errorType;
    this.trace = trace;
  }
}

export interface FunctionProcess {
  /** 0 when the operating system refused to start it. */
  pid: number;
  /** Rejects with a FunctionError when the bundle cannot be loaded, or not within Lambda's 10 s. */
  ready: Promise<void>;
  /** Resolves when the process has ended, for any reason. */
  exited: Promise<void>;
  /**
   * Runs one event at a time. After a timeout or a crash the process has ended.
   *
   * @returns what the handler returned, after a round trip through JSON.
   * @throws FunctionError when the handler threw, the process died or its time was up.
   */
  invoke(event: unknown, requestId: string): Promise<unknown>;
  /** Kills the process and resolves when it has ended. */
  kill(): Promise<void>;
}

export interface FunctionProcessOptions {
  settings: FunctionSettings;
  /** `function-host.ts` as JavaScript. */
  hostPath: string;
  /** Absolute. */
  bundlePath: string;
  /** The whole environment of the function. It gets no variable of this process. */
  environment: Record<string, string>;
  /** Each line the function writes to stdout or stderr. */
  onLine: (line: string) => void;
}

/** Starts an execution environment: a Node process that holds one loaded bundle, and ends with its parent. */
export function startFunctionProcess(options: FunctionProcessOptions): FunctionProcess {
  const { settings, hostPath, bundlePath, environment, onLine } = options;
  const child = fork(hostPath, [bundlePath, settings.handlerExport], {
    env: environment,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Its own process group: Ctrl-C in a terminal must reach only the parent, which stops things in order.
    detached: true,
  });
  forwardLines(child.stdout, onLine);
  forwardLines(child.stderr, onLine);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => child.pid === undefined && resolve());
  });

  async function initialise(): Promise<void> {
    const message = await waitForAnswer(child, initTimeoutMs, 'Init');
    if (message.type === 'init-failed') {
      throw new FunctionError(message.error);
    }
  }

  async function invoke(event: unknown, requestId: string): Promise<unknown> {
    const timeoutMs = settings.timeoutSeconds * 1000;
    const answer = waitForAnswer(child, timeoutMs, `RequestId: ${requestId}`);
    const invocation: Invocation = {
      requestId,
      event,
      deadlineMs: Date.now() + timeoutMs,
      functionName: settings.functionName,
      functionArn: settings.functionArn,
      memoryMegabytes: settings.memoryMegabytes,
    };
    // A send fails only when the process is dying, and `answer` reports its exit.
    child.send(invocation, () => {});
    const message = await answer;
    if (message.type === 'result') {
      return JSON.parse(message.json);
    }
    if (message.type === 'failed') {
      throw new FunctionError(message.error);
    }
    throw new TypeError(`The function host answered an invocation with ${message.type}`);
  }

  return {
    pid: child.pid ?? 0,
    ready: initialise(),
    exited,
    invoke,
    async kill() {
      if (hasExited(child)) {
        return;
      }
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** True also when it never started. */
function hasExited(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

function forwardLines(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream !== null) {
    createInterface({ input: stream }).on('line', onLine);
  }
}

/** The process's next message. When it does not come within `timeoutMs`, the process is killed. */
function waitForAnswer(child: ChildProcess, timeoutMs: number, subject: string): Promise<HostMessage> {
  return new Promise((resolve, reject) => {
    let timedOut = false;
    function fail(errorType: string, reason: string) {
      stopListening();
      reject(new FunctionError({ errorType, errorMessage: `${subject} Error: ${reason}`, trace: [] }));
    }
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    function onMessage(message: HostMessage) {
      // An answer that arrives while the process is killed is too late, as on Lambda.
      if (timedOut) {
        return;
      }
      stopListening();
      resolve(message);
    }

    function onExit(code: number | null, signal: string | null) {
      const seconds = (timeoutMs / 1000).toFixed(2);
      if (timedOut) {
        return fail('Sandbox.Timedout', `Task timed out after ${seconds} seconds`);
      }
      const status = signal === null ? `exit status ${code}` : `signal: ${signal}`;
      fail('Runtime.ExitError', `Runtime exited with error: ${status}`);
    }

    function onError(cause: Error) {
      stopListening();
      reject(cause);
    }

    function stopListening() {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit).off('error', onError);
    }
    child.on('message', onMessage).on('exit', onExit).on('error', onError);
    // It died between two invocations, so its exit event has already come.
    if (child.pid !== undefined && hasExited(child)) {
      onExit(child.exitCode, child.signalCode);
    }
  });
}
