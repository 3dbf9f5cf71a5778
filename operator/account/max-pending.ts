/** Counting stops here: an account takes no more jobs than this by far. */
export const maxPending = 10_000;
