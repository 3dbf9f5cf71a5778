/** The page "Batches". */
export const batches = {
  title: 'Batches',
  purpose: 'Many links that were asked for at once, and when they will be done.',
  emptyTitle: 'No batches yet',
  empty: 'Make many links at once, and watch the bar here.',
};
