import { CommanderError } from 'commander';
import { InterruptedError, UsageError } from '../operator/terminal/operator-errors.ts';
import { describeFailure } from './caller/describe-failure.ts';
import { createProgram } from './caller/program.ts';

/*
 * `invite-spool`: the caller's own tool, a plain HTTP client of the API. Exit codes: 0 all succeeded, 1 some failed, 2 the
 * command line, a file or the settings are wrong, 130 stopped with Ctrl-C.
 */
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // The same Ctrl-C can come more than once: from the terminal, from npx, from the launcher.
  process.on(signal, () => interrupted.abort(new InterruptedError()));
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') {
    throw error;
  }
  // The reader, such as `head`, has had enough.
  process.exit(0);
});
try {
  const program = createProgram({
    print: (text) => console.log(text),
    note: (text) => console.error(text),
    signal: interrupted.signal,
    setExitCode: (code) => {
      process.exitCode = code;
    },
  });
  await program.parseAsync();
} catch (error) {
  process.exitCode = fail(error);
}

function fail(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has told it already.
    return error.exitCode === 0 ? 0 : 2;
  }
  console.error(describeFailure(error));
  if (error instanceof InterruptedError) {
    return 130;
  }
  return error instanceof UsageError ? 2 : 1;
}
