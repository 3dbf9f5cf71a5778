/** The clock, and when the right to use a connection ends. */
export interface Clock {
  now: () => number;
  /** Nothing is sent at or after this time. */
  untilMs: number;
}
