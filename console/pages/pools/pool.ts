import type { components } from '../../../client/openapi.ts';
import type { Tone } from '../../parts/tone.ts';
import type { text } from '../../strings.ts';

export type Pool = components['schemas']['Pool'];
export type PoolState = keyof (typeof text)['pools']['states'];

export const poolTones: Record<PoolState, Tone> = {
  full: 'good',
  filling: 'busy',
  empty: 'wait',
  trouble: 'bad',
  deleting: 'idle',
};

export function stateOf({ status, error, ready, making, size }: Pool): PoolState {
  if (status === 'deleting') {
    return 'deleting';
  }
  if (error) {
    return 'trouble';
  }
  return ready >= size ? 'full' : ready + making === 0 ? 'empty' : 'filling';
}
