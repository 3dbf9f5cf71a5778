/** The page "Many links". */
export const manyLinks = {
  title: 'Many links',
  purpose: 'Make a link for each row of a file.',
  emptyTitle: 'No file yet',
  empty: 'Drop a CSV file here.',
};
