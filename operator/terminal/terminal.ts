import { InterruptedError, UsageError } from './operator-errors.ts';

/** The person at the keyboard: what is printed for them, and what they are asked. */
export interface Terminal {
  /** Prints a line of the result. */
  print(line: string): void;
  /** Prints a line beside the result: progress and questions' problems. */
  note(line: string): void;
  ask(question: Question): Promise<string>;
  confirm(message: string): Promise<boolean>;
  /** Aborted by the first Ctrl-C. */
  signal: AbortSignal;
}

export interface Question {
  message: string;
  /** Shown as stars. */
  isSecret?: boolean;
  /** Why an answer will not do. */
  findProblem?(answer: string): string | undefined;
}

/** No colours and no symbols that a terminal, or a log of one, may not have. */
const theme = {
  prefix: { idle: '?', done: '?' },
  style: {
    answer: (text: string) => text,
    message: (text: string) => text,
    error: (text: string) => text,
    help: (text: string) => text,
    highlight: (text: string) => text,
    key: (text: string) => text,
    defaultAnswer: (text: string) => `(${text})`,
    maskedText: '',
    keysHelpTip: () => undefined,
  },
};

/** @param signal aborted when the operator has given up: an open question ends then. */
export function createTerminal(signal: AbortSignal): Terminal {
  return {
    print: (line) => console.log(line),
    note: (line) => console.error(line),
    ask: ({ message, isSecret, findProblem }) => {
      function validate(answer: string) {
        return findProblem?.(answer.trim()) ?? true;
      }
      return put(signal, async ({ password, input }, context) =>
        isSecret
          ? // As it was typed: a password may end in a space.
            password({ message, mask: '*', validate, theme }, context)
          : (await input({ message, validate, theme }, context)).trim(),
      );
    },
    confirm: (message) =>
      put(signal, ({ confirm }, context) => confirm({ message, default: false, theme }, context)),
    signal,
  };
}

/** Puts a question. Ctrl-C and Ctrl-D at it both end the command; the terminal is restored before this rejects. */
async function put<T>(
  signal: AbortSignal,
  question: (
    prompts: typeof import('@inquirer/prompts'),
    context: { signal: AbortSignal; output: NodeJS.WriteStream },
  ) => Promise<T>,
): Promise<T> {
  if (!process.stdin.isTTY) {
    throw new UsageError('This command asks questions: run it in a terminal.');
  }
  // Loaded when something is asked: most commands ask nothing.
  const prompts = await import('@inquirer/prompts');
  const ended = new AbortController();
  function endOnCtrlD(_text: string | undefined, key?: { name?: string; ctrl?: boolean }) {
    // readline would close without a word, and the question would never end.
    if (key?.ctrl && key.name === 'd') {
      ended.abort();
    }
  }
  process.stdin.on('keypress', endOnCtrlD);
  try {
    return await question(prompts, {
      signal: AbortSignal.any([signal, ended.signal]),
      output: process.stderr,
    });
  } catch (error) {
    const { name } = error as Error;
    if (name === 'ExitPromptError' || name === 'AbortPromptError') {
      throw new InterruptedError();
    }
    throw error;
  } finally {
    process.stdin.off('keypress', endOnCtrlD);
  }
}
