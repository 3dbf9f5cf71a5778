import type { components } from '../../../client/openapi.ts';

export type Account = components['schemas']['Account'];
export type Activity = components['schemas']['AccountActivity'];

export type AccountState = 'active' | 'waiting' | 'halted' | 'dead';

/** A wait for making links is a state of its own: it ends by itself. */
export function stateOf({ status, blocked_until: until }: Account, nowMs: number): AccountState {
  return status === 'active' && until !== undefined && Date.parse(until) > nowMs ? 'waiting' : status;
}
