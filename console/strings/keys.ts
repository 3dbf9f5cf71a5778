/** The page "API keys". */
export const keys = {
  title: 'API keys',
  purpose: 'Who may use this service, and for what.',
  emptyTitle: 'No keys to show',
  empty: 'A key is made with a command.',
};
