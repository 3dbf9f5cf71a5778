/** The page "Links". */
export const links = {
  title: 'Links',
  purpose: 'The links that exist: who uses them, and how to change or end them.',
  emptyTitle: 'No links yet',
  empty: 'Make a link, and find it here.',
};
