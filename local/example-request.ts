import type { DemoSystem } from './demo-system.ts';

/** The request that the demonstration shows. */
export function toExampleRequest({ demo, peers }: Pick<DemoSystem, 'demo' | 'peers'>) {
  return {
    account: demo.account,
    peer: peers[0],
    title: 'order 4711',
    usage_limit: 1,
    expire_in: 86_400,
  };
}
