/** What a page under /problems says: of a type of problem, or of an error that an invite can end in. */
export interface ProblemTypeResource {
  type: string;
  title?: string;
  status?: number;
  class?: string;
  means: string;
  what_to_do: string;
  page: string;
  /** Of an error with which only a login ends. */
  at_login?: true;
}
