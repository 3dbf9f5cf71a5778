/** The page "Overview". */
export const overview = {
  title: 'Overview',
  purpose: 'What works, what waits, and what needs you.',
  emptyTitle: 'Nothing to show yet',
  empty: 'Make a first link, then look here.',
};
