import type { LedgerLink } from '../../../telegram-emulator/ledger.ts';
import type { Observer } from '../observer.ts';
import { apiHash, type Stage } from '../stage.ts';
import type { Violation } from './violation.ts';

/** No log line of a function may hold a secret, or name a person. */
export function checkSecrets(stage: Stage, links: LedgerLink[], { lines }: Observer): Violation[] {
  const authKeys = stage.accounts.flatMap((account) => account.authKeys);
  const secrets: Record<string, string[]> = {
    'auth key': authKeys.flatMap((key) =>
      (['base64', 'base64url', 'hex'] as const).map((form) => key.toString(form)),
    ),
    'api hash': [apiHash],
    'API key': [stage.apiKey],
    link: links.map(({ link }) => link.replace('https://t.me/+', '')),
    'person who came': [...stage.people.values()].flatMap(({ id, firstName }) => [
      id.toString(),
      `"${firstName}"`,
    ]),
  };
  return Object.entries(secrets).flatMap(([kind, values]) =>
    lines
      .filter(({ line }) => values.some((value) => line.includes(value)))
      .map(({ name, line }) => ({ what: `a line of the ${name} holds the ${kind}: ${line}`, jobIds: [] })),
  );
}
