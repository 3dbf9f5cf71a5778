import { enableCompileCache } from 'node:module';
import { type Command, CommanderError } from 'commander';
import { describeFailure } from './describe.ts';
import { InterruptedError, UsageError } from './operator-errors.ts';
import { createTerminal, type Terminal } from './terminal.ts';

/**
 * Runs a tool of the operator's with the command line of this process. Exit codes: 0 done, 1 failed or refused, 2 the
 * command line is wrong, 130 stopped with Ctrl-C.
 */
export async function runTool(createProgram: (terminal: Terminal) => Command): Promise<void> {
  // What the commands load takes half a second to compile, the first time.
  enableCompileCache();
  const interrupted = new AbortController();
  let isDone = false;

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (interrupted.signal.aborted) {
        // Asked twice: what is left open closes with the process.
        process.exit(130);
      }
      interrupted.abort(new InterruptedError());
    });
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') {
      throw error;
    }
    // The reader, such as `head`, has had enough.
    process.exit(0);
  });
  process.on('beforeExit', () => {
    if (!isDone) {
      // The input has ended under a question.
      process.exitCode = 130;
    }
  });

  try {
    await createProgram(createTerminal(interrupted.signal)).parseAsync();
  } catch (error) {
    process.exitCode = fail(error);
  } finally {
    isDone = true;
  }
}

function fail(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has told it already.
    return error.exitCode === 0 ? 0 : 2;
  }
  if (error instanceof InterruptedError) {
    console.error(error.message);
    return 130;
  }
  console.error(describeFailure(error));
  return error instanceof UsageError ? 2 : 1;
}
