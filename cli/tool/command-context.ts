import type { Place } from '../../operator/system/open-system.ts';
import type { Terminal } from '../../operator/terminal/terminal.ts';

/** What every command works with. */
export interface ToolContext {
  place: Place;
  terminal: Terminal;
  now(): number;
}
