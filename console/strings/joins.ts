/** The page "Who came in". */
export const joins = {
  title: 'Who came in',
  purpose: 'Who joined, and by which link.',
  emptyTitle: 'Nobody was seen yet',
  empty: 'Make a link that tracks joins, and see here who comes.',
};
