import type { Client } from './client.ts';
import type { ProgressDisplay } from './progress-display.ts';

/** What a command works with: the API, the caller, and time. */
export interface Desk {
  client: Client;
  /** Prints what was asked for. */
  say(text: string): void;
  /** Prints beside it. */
  note(text: string): void;
  display: ProgressDisplay;
  /** Rejects with InterruptedError on Ctrl-C. */
  sleep(ms: number): Promise<void>;
  now(): number;
  signal: AbortSignal;
  setExitCode(code: number): void;
  /** The API asked to be left alone until then: told to whatever shows progress. */
  onPutOff(listener: (reason: string, untilMs: number) => void): void;
}

/** Every command prints what the API answered, when asked. */
export interface JsonOption {
  json?: true;
}
