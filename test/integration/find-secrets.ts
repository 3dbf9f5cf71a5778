import { readKeyFile } from '../../functions/aws/sealing-key-file.ts';
import { apiHash, type LocalService } from './local-service.ts';

/** Something that was written where others may read it. */
export interface Written {
  /** Who wrote it: a function's name, or another place. */
  name: string;
  text: string;
}

/** Every form in which secrets might show, by what they are. */
export type Secrets = Record<string, string[]>;

/** Every secret there is in the service so far. */
export function listSecrets({ demo, system, keyFile }: LocalService): Secrets {
  return {
    'auth key': [...demo.world.authKeys.values()].flatMap(({ key }) => formsOfKey(key)),
    'api hash': [apiHash],
    'API key': [system.demo.apiKey],
    'session key': readKeyFile(keyFile).map(({ key }) => key.toString('hex')),
  };
}

/** The links that were made: they are results, and belong into answers and the jobs' table alone. */
export function listLinks({ telegram }: LocalService): Secrets {
  return { link: telegram.ledger.links.map(({ link }) => link.replace('https://t.me/+', '')) };
}

/** Long enough to be nothing else, short enough to find a key that was cut. */
const pieceLength = 24;

/**
 * A key as it is, as hex, as a list of numbers, and as base64 in itself or amid other bytes, as in the session strings of
 * every library: base64 has three forms of the same bytes, by where they begin.
 */
export function formsOfKey(key: Buffer): string[] {
  const base64 = [0, 1, 2].flatMap((bytesBefore) => {
    const text = Buffer.concat([Buffer.alloc(bytesBefore), key]).toString('base64');
    // The characters at the ends hold bits of the neighbours.
    const whole = text.slice(4, -4);
    return [...pieces(whole), ...pieces(whole.replaceAll('+', '-').replaceAll('/', '_'))];
  });
  return [
    ...base64,
    ...pieces(key.toString('hex')),
    key.subarray(0, pieceLength).toString('latin1'),
    key.subarray(0, pieceLength).join(','),
  ];
}

/** The head shows where the text was cut off. */
function pieces(text: string): string[] {
  return [text.slice(0, pieceLength), text.slice(-pieceLength)];
}

/** Fewer characters are found by chance, in some time, port, column or id. */
const minLength = 12;

/**
 * What is secret in all that was written: each text with the kind of secret it holds.
 * @throws Error for a secret that is too short to be searched for.
 */
export function searchSecrets(secrets: Secrets, written: Written[]): (Written & { kind: string })[] {
  const kinds = Object.entries(secrets);
  for (const [kind, forms] of kinds) {
    const short = forms.find((form) => form.length < minLength);
    if (short !== undefined) {
      throw new Error(`a ${kind} of ${short.length} characters would be found by chance`);
    }
  }
  return written.flatMap(({ name, text }) =>
    kinds
      .filter(([, forms]) => forms.some((form) => text.includes(form)))
      .map(([kind]) => ({ kind, name, text })),
  );
}

/** How many lines of a service were searched before. Several test files may share it. */
const searched = new WeakMap<LocalService['lines'], number>();

/** What is secret in the lines that functions wrote, but for those that were searched before. */
export function findSecrets(service: LocalService): (Written & { kind: string })[] {
  const { recorded } = service.lines;
  const lines = recorded.slice(searched.get(service.lines));
  searched.set(service.lines, recorded.length);
  return searchSecrets({ ...listSecrets(service), ...listLinks(service) }, lines);
}
