import { RefusedError } from '../../operator/terminal/operator-errors.ts';
import type { CommandContext } from '../tool/command-context.ts';

/**
 * `enable URL`: what ends from now on is told there again. What was not told while it was disabled is not told later.
 * @throws RefusedError for a URL that was never called.
 */
export async function enableEndpoint({ system, terminal }: CommandContext, url: string): Promise<void> {
  if (!(await system.endpoints.enableEndpoint(system.tenantId, url))) {
    throw new RefusedError(`That URL was never called. See: ${system.commandLine('list', 'webhook')}`);
  }
  terminal.print('It is called again.');
}
