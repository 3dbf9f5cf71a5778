/** The page "Jobs". */
export const jobs = {
  title: 'Jobs',
  purpose: 'Every request for a link, the newest first, and what it waits for.',
  emptyTitle: 'No jobs yet',
  empty: 'Ask for a link, and watch it being made here.',
};
