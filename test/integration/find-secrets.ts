import { readFileSync } from 'node:fs';
import { apiHash, type LocalService } from './local-service.ts';

/** Every secret there is in the service so far, by what it is. */
function listSecrets({ demo, system, telegram, keyFile }: LocalService): Record<string, string[]> {
  const authKeys = [...demo.world.authKeys.values()].map(({ key }) => key);
  const links = telegram.ledger.links.map(({ link }) => link);
  return {
    'auth key': authKeys.flatMap((key) => [
      key.toString('base64'),
      key.toString('base64url'),
      key.toString('hex'),
    ]),
    'api hash': [apiHash],
    'API key': [system.demo.apiKey],
    'session key': [readFileSync(keyFile, 'utf8').trim()],
    link: links.map((link) => link.replace('https://t.me/+', '')),
  };
}

/** What is secret in the lines that functions wrote: each line with the kind of secret it holds. */
export function findSecrets(service: LocalService): { kind: string; name: string; text: string }[] {
  const secrets = Object.entries(listSecrets(service));
  return service.lines.recorded.flatMap(({ name, text }) =>
    secrets
      .filter(([, values]) => values.some((value) => text.includes(value)))
      .map(([kind]) => ({ kind, name, text })),
  );
}
