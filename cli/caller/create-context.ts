import { homedir } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { createSend } from '../../client/send-requests.ts';
import { createTerminal } from '../../operator/terminal/terminal.ts';
import type { CallerContext } from './caller-context.ts';
import { cloneDirectory } from './clone-directory.ts';
import { findDestination } from './destination.ts';
import { formatTime } from './format.ts';
import { callerPatience } from './patience.ts';
import { createDisplay } from './progress-display.ts';

/** The person or script that runs the tool. */
export interface Caller {
  print(text: string): void;
  note(text: string): void;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  setExitCode(code: number): void;
}

/**
 * Finds the API, and makes the context of a command for it.
 * @throws UsageError when no API is found.
 */
export function createContext(
  { print, note, signal, setExitCode }: Caller,
  configFile: string | undefined,
): CallerContext {
  const destination = findDestination({
    configFile,
    env: process.env,
    homeDirectory: homedir(),
    cloneDirectory,
  });
  note(`Asking ${destination.baseUrl}, by ${destination.source}.`);
  const now = Date.now;
  async function sleep(ms: number) {
    await setTimeout(ms, undefined, { signal }).catch((error: Error) => {
      signal.throwIfAborted();
      throw error;
    });
  }
  let lastReason = '';
  function notePutOff(reason: string, untilMs: number) {
    const told = reason === lastReason ? 'The same once more.' : reason;
    note(`${told} Again at ${formatTime(untilMs, now())}.`);
    lastReason = reason;
  }
  let onPutOff = notePutOff;
  const client = createSend({
    ...destination,
    fetch,
    sleep,
    now,
    signal,
    patience: callerPatience,
    onRetry: (reason, atMs) => onPutOff(reason, atMs),
  });
  return {
    destination,
    client,
    print,
    note,
    confirm: process.stdin.isTTY ? createTerminal(signal).confirm : undefined,
    display: createDisplay(process.stderr, note),
    sleep,
    now,
    signal,
    setExitCode,
    onPutOff: (listener) => {
      onPutOff = listener;
    },
  };
}
