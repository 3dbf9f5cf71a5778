import { RefusedError } from '../../operator/terminal/operator-errors.ts';
import type { ToolContext } from '../tool/command-context.ts';

/**
 * `enable URL`: what ends from now on is told there again. What was not told while it was disabled is not told later.
 * @throws RefusedError for a URL that was never called.
 */
export async function enableEndpoint({ place, terminal }: ToolContext, url: string): Promise<void> {
  if (!(await place.endpoints.enableEndpoint(place.tenantId, url))) {
    throw new RefusedError(`That URL was never called. See: ${place.commandLine('list', 'webhook')}`);
  }
  terminal.say('It is called again.');
}
