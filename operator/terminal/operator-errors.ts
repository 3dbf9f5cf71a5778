/** The command line is not one that can be run: one sentence, and what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was asked for cannot be done as things stand: why, and what to do. Never quotes anything secret. */
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
