/** The page "New link". */
export const newLink = {
  title: 'New link',
  purpose: 'Make one invite link: choose the account, the chat and the rules.',
  emptyTitle: 'Nothing to make yet',
  empty: 'Connect an account first.',
};
