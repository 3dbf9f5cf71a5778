import { quoteForShell } from '../operator/terminal/quote-for-shell.ts';
import type { DemoSystem } from './demo-system.ts';
import { toExampleRequest } from './example-request.ts';
import type { KeptSystem } from './kept-system.ts';

/**
 * How to use the demonstration, with lines to copy.
 * @param operatorKey the key, or where it is found.
 */
export function toDemoHelp(system: DemoSystem, operatorKey: string): string {
  const { baseUrl, demo, peers, refusingPeers } = system;
  const refusing = Object.entries(refusingPeers).map(([name, error]) => `${name} (${error})`);
  return `
  console   ${baseUrl}/console
  API key   ${demo.apiKey}
  operator  ${operatorKey}
  account   ${demo.account}
  peers     ${peers.join('  ')}
  refusing  ${refusing.join('  ') || '-'}

Ask for a link, then look at it (the answer's Location says where):

${toCurlLines(baseUrl, demo.apiKey, JSON.stringify(toExampleRequest(system)))}

The same facts as JSON: .local/state.json. Ctrl-C stops everything. What happens:
`;
}

/**
 * The next steps with a system that keeps its data. The API key is shown only on the first start.
 * @param operatorKey the key, or where it is found.
 */
export function toKeptHelp(system: KeptSystem, directory: string, operatorKey: string): string {
  const { baseUrl, firstApiKey, refilled, restored } = system;
  const account = `npm run account -- login NAME --data ${quoteForShell(directory)}`;
  const facts = `Accounts, keys and jobs are kept in ${directory}. Ctrl-C stops everything. What happens:\n`;
  if (restored !== undefined) {
    return `
  restored  ${restored} rows of a backup; every account is drained

Stop the system that they come from, and never start it again. Then let the jobs go on:

  npm run ops -- resume --data ${quoteForShell(directory)}

${facts}`;
  }
  if (firstApiKey === undefined) {
    return `
  console   ${baseUrl}/console
  API key   told on the first start
  operator  ${operatorKey}
  jobs      ${refilled} unfinished go on

Another account: ${account}
${facts}`;
  }
  return `
  console   ${baseUrl}/console
  API key   ${firstApiKey}
            Keep it: it is stored as a hash only, and not told again.
  operator  ${operatorKey}
            The operator key, for the console alone. Each start makes a new one.

Next, log a Telegram account in, and see in which chats it may make links: in the console, with these two keys,
under "Connect an account". Or in another terminal:

  ${account}

Then ask for a link, and look at it (the answer's Location says where):

${toCurlLines(baseUrl, firstApiKey, JSON.stringify({ account: 'NAME', peer: '@your_chat' }))}

${facts}`;
}

function toCurlLines(baseUrl: string, apiKey: string, body: string): string {
  return `  curl -i ${baseUrl}/v1/invites -H 'Authorization: Bearer ${apiKey}' \\
    -H 'Content-Type: application/json' -d '${body}'
  curl -i ${baseUrl}/v1/invites/inv_... -H 'Authorization: Bearer ${apiKey}'`;
}
