import { quoteForShell } from '../operator/terminal/quote-for-shell.ts';
import type { DemoSystem } from './demo-system.ts';
import { toExampleRequest } from './example-request.ts';
import type { KeptSystem } from './kept-system.ts';

/** How to use the demonstration, with lines to copy. */
export function toDemoHelp(system: DemoSystem): string {
  const { baseUrl, demo, peers, refusingPeers } = system;
  const refusing = Object.entries(refusingPeers).map(([name, error]) => `${name} (${error})`);
  return `
  console   ${baseUrl}/console
  API key   ${demo.apiKey}
  account   ${demo.account}
  peers     ${peers.join('  ')}
  refusing  ${refusing.join('  ') || '-'}

Ask for a link, then look at it (the answer's Location says where):

${toCurlLines(baseUrl, demo.apiKey, JSON.stringify(toExampleRequest(system)))}

The same facts as JSON: .local/state.json. Ctrl-C stops everything. What happens:
`;
}

/** The next steps with a system that keeps its data. The API key is shown only on the first start. */
export function toKeptHelp({ baseUrl, firstApiKey, refilled }: KeptSystem, directory: string): string {
  const account = `npm run account -- login NAME --data ${quoteForShell(directory)}`;
  const facts = `Accounts, keys and jobs are kept in ${directory}. Ctrl-C stops everything. What happens:\n`;
  if (firstApiKey === undefined) {
    return `
  console   ${baseUrl}/console
  API key   told on the first start
  jobs      ${refilled} unfinished go on

Another account: ${account}
${facts}`;
  }
  return `
  console   ${baseUrl}/console
  API key   ${firstApiKey}
            Keep it: it is stored as a hash only, and not told again.

Next, in another terminal, log a Telegram account in, and see in which chats it may make links:

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
