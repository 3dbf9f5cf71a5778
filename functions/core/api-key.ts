import { createHash } from 'node:crypto';

/** The text of a new API key, from at least 24 random bytes. It is shown once and stored nowhere. */
export function newApiKey(random: Uint8Array): string {
  return `isk_${Buffer.from(random).toString('base64url')}`;
}

/** What is stored of an API key: its SHA-256 in hex. A key has too much randomness for a slow hash to add anything. */
export function hashApiKey(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
