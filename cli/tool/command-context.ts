import type { OperatorContext } from '../../operator/system/operator-context.ts';
import type { Terminal } from '../../operator/terminal/terminal.ts';

/** What every command of the operator's tools gets: the system that its options name, the terminal, and the clock. */
export interface CommandContext extends OperatorContext {
  terminal: Terminal;
}
