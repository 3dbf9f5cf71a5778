/** The command line is wrong. The message is one sentence that says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command cannot do its work now. The message says why and what to do, and never quotes a secret. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** The operator has stopped the command. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';

  constructor(message = 'Stopped.') {
    super(message);
  }
}
