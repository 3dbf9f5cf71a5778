import type { TelegramConnection } from '../../functions/telegram/connection.ts';
import { InterruptedError } from '../terminal/operator-errors.ts';

/**
 * Does a piece of work on an open connection, which is closed when this returns. Ctrl-C closes it under the work, so that
 * nobody waits for an answer that is no longer wanted.
 * @throws InterruptedError; and what the work throws.
 */
export async function closeAfter<T>(
  connection: TelegramConnection,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  function closeNow() {
    return void connection.close();
  }
  signal.addEventListener('abort', closeNow);
  try {
    stopIfAborted(signal);
    const done = await work();
    stopIfAborted(signal);
    return done;
  } catch (error) {
    throw signal.aborted ? new InterruptedError() : error;
  } finally {
    signal.removeEventListener('abort', closeNow);
    await connection.close();
  }
}

/** @throws InterruptedError */
export function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) {
    throw new InterruptedError();
  }
}
