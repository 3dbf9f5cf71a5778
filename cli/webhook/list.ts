import type { Endpoint } from '../../functions/core/callback/webhook-attempt.ts';
import type { JsonOption } from '../../operator/terminal/program.ts';
import { alignColumns, toPlainText } from '../../operator/terminal/table.ts';
import type { CommandContext } from '../tool/command-context.ts';

/** `list`: every URL of the tenant that was ever called. */
export async function listEndpoints(
  { system, terminal }: CommandContext,
  { json }: JsonOption,
): Promise<void> {
  const endpoints = await system.endpoints.listEndpoints(system.tenantId);
  if (json) {
    terminal.print(JSON.stringify(endpoints.map(toFacts), null, 2));
    return;
  }
  if (endpoints.length === 0) {
    terminal.print(
      'Nothing was called yet. A request names its URL as "callback_url", an API key with --callback-url.',
    );
    return;
  }
  const cells = endpoints.map((endpoint) => [
    stateOf(endpoint),
    String(endpoint.failures ?? 0),
    sinceOf(endpoint) ?? '-',
    toPlainText(endpoint.url),
    endpoint.lastError ?? '-',
  ]);
  for (const line of alignColumns([['STATE', 'FAILURES', 'SINCE', 'URL', 'LAST ERROR'], ...cells])) {
    terminal.print(line);
  }
  const disabled = endpoints.find(({ disabledAtMs }) => disabledAtMs !== undefined);
  if (disabled !== undefined) {
    terminal.note(`Repaired? ${system.commandLine(`enable ${toPlainText(disabled.url)}`, 'webhook')}`);
  }
}

function stateOf({ disabledAtMs, failingSinceMs }: Endpoint): 'disabled' | 'failing' | 'works' {
  return disabledAtMs !== undefined ? 'disabled' : failingSinceMs !== undefined ? 'failing' : 'works';
}

function sinceOf({ disabledAtMs, failingSinceMs }: Endpoint): string | undefined {
  const sinceMs = disabledAtMs ?? failingSinceMs;
  return sinceMs === undefined ? undefined : new Date(sinceMs).toISOString();
}

function toFacts(endpoint: Endpoint) {
  const { url, failures = 0, lastError } = endpoint;
  return { url, state: stateOf(endpoint), failures, since: sinceOf(endpoint), last_error: lastError };
}
