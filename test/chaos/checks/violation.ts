/** A promise that was not kept. */
export interface Violation {
  what: string;
  /** The jobs concerned, as far as there are any. */
  jobIds: string[];
  accountId?: string;
}
