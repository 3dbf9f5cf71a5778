/** A broken promise. */
export interface Violation {
  what: string;
  /** The jobs that it concerns; empty when it concerns none. */
  jobIds: string[];
  accountId?: string;
}
