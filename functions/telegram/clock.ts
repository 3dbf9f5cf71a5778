/** The time by which somebody may use a connection. */
export interface Clock {
  now: () => number;
  /** Nothing is sent at or after this. */
  untilMs: number;
}
