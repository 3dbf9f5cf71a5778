import type { Send } from '../../client/send-requests.ts';
import type { Destination } from './destination.ts';
import type { ProgressDisplay } from './progress-display.ts';

/** What every command of the caller's tool gets: the API client, the output, and time. */
export interface CallerContext {
  /** The API that is asked. */
  destination: Destination;
  client: Send;
  /** Prints the result, on the output. */
  print(text: string): void;
  /** Prints a line about the work, on the error output. */
  note(text: string): void;
  /** Asks the person at the terminal. Undefined where there is none. */
  confirm: ((question: string) => Promise<boolean>) | undefined;
  display: ProgressDisplay;
  /** Rejects with InterruptedError on Ctrl-C. */
  sleep(ms: number): Promise<void>;
  now(): number;
  signal: AbortSignal;
  setExitCode(code: number): void;
  /** Sets who is told that the API wants the next request only then, and why. */
  onPutOff(listener: (reason: string, untilMs: number) => void): void;
}
