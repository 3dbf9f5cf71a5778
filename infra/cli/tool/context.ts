import type { Place } from './place.ts';
import type { Terminal } from './terminal.ts';

/** What every command works with. */
export interface ToolContext {
  place: Place;
  terminal: Terminal;
  now(): number;
}
