/** The page "Rotations". */
export const rotations = {
  title: 'Rotations',
  purpose: 'A link that is replaced again and again, at an address to print.',
  emptyTitle: 'No rotations yet',
  empty: 'A rotation replaces a link in each period.',
};
