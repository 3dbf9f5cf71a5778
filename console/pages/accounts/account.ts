import type { components } from '../../../client/openapi.ts';
import type { Tone } from '../../parts/badge.tsx';

export type Account = components['schemas']['Account'];
export type Activity = components['schemas']['AccountActivity'];

export type AccountState = 'active' | 'waiting' | 'halted' | 'dead';

/** A wait for making links is a state of its own: it ends by itself. */
export function stateOf({ status, blocked_until: until }: Account, nowMs: number): AccountState {
  return status === 'active' && until !== undefined && Date.parse(until) > nowMs ? 'waiting' : status;
}

export const tones: Record<AccountState, Tone> = {
  active: 'good',
  waiting: 'wait',
  halted: 'bad',
  dead: 'bad',
};
