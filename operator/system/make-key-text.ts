import { randomBytes } from 'node:crypto';
import { hashApiKey, newApiKey } from '../../functions/core/account/api-key.ts';

/** A new key's text, and what is stored of it. */
export function makeKeyText(): { text: string; keyHash: string; lastFour: string } {
  const text = newApiKey(randomBytes(24));
  return { text, keyHash: hashApiKey(text), lastFour: text.slice(-4) };
}
