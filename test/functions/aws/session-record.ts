import type { Session } from '../../../functions/core/account/session.ts';

/** What must never be seen outside of a sealed record: each is long and found nowhere else. */
export const session: Session = {
  dcId: 2,
  address: '127.0.0.1',
  port: 443,
  authKey: Buffer.alloc(256, 'SECRET-KEY-').toString('base64'),
  apiId: 123_456,
  apiHash: '0123456789abcdef0123456789abcdef',
  userId: '9007199254740993',
  salt: '-1234567890123456789',
};

/** Every secret of the session that shows in a text. */
export function secretsIn(text: string): string[] {
  const { authKey, apiHash, salt = '' } = session;
  return [authKey.slice(0, 40), apiHash, salt, 'SECRET-KEY'].filter((secret) => text.includes(secret));
}
