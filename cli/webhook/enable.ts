import { RefusedError } from '../../operator/terminal/operator-errors.ts';
import type { CommandContext } from '../tool/command-context.ts';

/**
 * `enable URL`: events go to the URL again. Events of the time when it was disabled are not sent later.
 * @throws RefusedError for a URL that was never called.
 */
export async function enableEndpoint({ system, terminal }: CommandContext, url: string): Promise<void> {
  if (!(await system.endpoints.enableEndpoint(system.tenantId, url))) {
    throw new RefusedError(`That URL was never called. See: ${system.commandLine('list', 'webhook')}`);
  }
  terminal.print('It is called again.');
}
