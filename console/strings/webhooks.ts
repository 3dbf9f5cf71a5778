/** The page "Webhooks". */
export const webhooks = {
  title: 'Webhooks',
  purpose: 'The addresses that get news of your links, and whether they answer.',
  emptyTitle: 'No webhooks yet',
  empty: 'Name a callback address when you ask for a link.',
};
