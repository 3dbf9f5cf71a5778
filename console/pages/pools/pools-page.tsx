import type { PageProps } from '../../router.ts';
import { NewPool } from './new-pool.tsx';
import { PoolList } from './pool-list.tsx';
import { PoolPage } from './pool-page.tsx';

/** The list, one pool (`#/pools/shop`), or the form of a new one (`#/pools/+`, which is no pool's name). */
export function PoolsPage({ route: { rest } }: PageProps) {
  const [name] = rest;
  if (name === undefined) {
    return <PoolList />;
  }
  return name === '+' ? <NewPool /> : <PoolPage key={name} name={name} />;
}
