/** The page "Pools". */
export const pools = {
  title: 'Pools',
  purpose: 'Links that lie ready before you need them.',
  emptyTitle: 'No pools yet',
  empty: 'A pool keeps links ready, so that one is there at once.',
};
