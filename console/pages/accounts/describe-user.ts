import type { Account } from './account.ts';

export function describeUser({ first_name: first, username }: NonNullable<Account['user']>): string {
  return username === undefined ? first : `${first} (@${username})`;
}
