/** The page "Accounts". */
export const accounts = {
  title: 'Accounts',
  purpose: 'The Telegram accounts that make your links, and how busy they are.',
  emptyTitle: 'No accounts yet',
  empty: 'Connect a Telegram account. It makes the links.',
};
