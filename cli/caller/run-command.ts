import type { Command } from 'commander';
import type { CallerContext } from './caller-context.ts';
import { type Caller, createContext } from './create-context.ts';

/** Makes an action of a command that is loaded when it is run, and gets its context. */
export type Run = <T extends unknown[]>(
  load: () => Promise<(context: CallerContext, ...given: T) => Promise<void>>,
) => (...given: T) => Promise<void>;

export function createRun(caller: Caller, program: Command): Run {
  return (load) =>
    async (...given) => {
      const command = await load();
      await command(createContext(caller, program.opts<{ config?: string }>().config), ...given);
    };
}
