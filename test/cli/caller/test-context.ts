import type { CallerContext } from '../../../cli/caller/caller-context.ts';
import { callerPatience } from '../../../cli/caller/patience.ts';
import type { Progress } from '../../../cli/caller/progress.ts';
import { createSend } from '../../../client/send-requests.ts';

/**
 * The context of a command, for an API that a test runs. Its clock moves only when the command sleeps. Everything that the
 * command prints, and each of its sleeps, is recorded.
 */
export function createTestContext(baseUrl: string) {
  const said: string[] = [];
  const noted: string[] = [];
  const shown: Progress[] = [];
  const sleptMs: number[] = [];
  const interrupted = new AbortController();
  const exit: { code: number | undefined } = { code: undefined };
  let nowMs = Date.parse('2026-12-01T10:00:00Z');
  let onPutOff: (reason: string, untilMs: number) => void = (reason) => void noted.push(reason);
  async function sleep(ms: number) {
    interrupted.signal.throwIfAborted();
    sleptMs.push(ms);
    nowMs += ms;
  }

  function now() {
    return nowMs;
  }
  const context: CallerContext = {
    destination: { baseUrl, apiKey: 'isk_test', source: 'the test' },
    client: createSend({
      baseUrl,
      apiKey: 'isk_test',
      fetch,
      sleep,
      now,
      signal: interrupted.signal,
      patience: callerPatience,
      onRetry: (reason, atMs) => onPutOff(reason, atMs),
    }),
    print: (text) => void said.push(text),
    note: (text) => void noted.push(text),
    confirm: undefined,
    display: { show: (progress) => void shown.push(progress), stop: () => undefined },
    sleep,
    now,
    signal: interrupted.signal,
    setExitCode: (code) => {
      exit.code = code;
    },
    onPutOff: (listener) => {
      onPutOff = listener;
    },
  };
  return { context, said, noted, shown, sleptMs, interrupted, exit };
}
