import type { Terminal } from '../terminal/terminal.ts';
import type { System } from './open-system.ts';

/** What an operator's work on an account gets: the system, where it says what it meets on its way, and the clock. */
export interface OperatorContext {
  system: System;
  terminal: Pick<Terminal, 'print' | 'note' | 'signal'>;
  now(): number;
}
