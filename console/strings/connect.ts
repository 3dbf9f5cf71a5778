/** The page "Connect an account". */
export const connect = {
  title: 'Connect an account',
  purpose: 'Log a Telegram account in, so that it can make links.',
  emptyTitle: 'Nothing to connect here yet',
  empty: 'The account is logged in where the service runs.',
};
