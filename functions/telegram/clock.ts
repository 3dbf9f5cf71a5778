/** The clock, and when the right to use a connection ends. */
export interface Clock {
  now: () => number;
  /** Nothing is sent at or after this. */
  untilMs: number;
}
