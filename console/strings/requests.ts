/** The page "Join requests". */
export const requests = {
  title: 'Join requests',
  purpose: 'People who ask to join, and wait for your answer.',
  emptyTitle: 'Nobody waits',
  empty: 'Who asks to join by a link with approval appears here.',
};
