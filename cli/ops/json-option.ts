/** What every command of this tool takes. */
export interface JsonOption {
  json?: true;
}
