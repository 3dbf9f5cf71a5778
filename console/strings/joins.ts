/** The page "Who came in". */
export const joins = {
  title: 'Who came in',
  purpose: 'Who joined, and by which link: by links that remember it, and for some days.',
  emptyTitle: 'Nobody was seen yet',
  empty: 'Make a link with “Remember who joins”, and see here who comes. It takes up to some minutes.',
  emptyLink: 'Nobody has joined by this link since joins are remembered.',
  make: 'Make a link',
  filters: 'Which joins are shown',
  since: 'Since',
  all: 'Show all',
  columns: { who: 'Who', when: 'When', link: 'By the link', chat: 'Chat', how: 'How' },
  user: (id: string) => `User ${id}`,
  how: { link: 'At once', request: 'After approval' },
  noLink: 'Telegram does not tell the link',
  theLink: 'See the link',
  counted: (joins: number) =>
    joins === 1 ? '1 has joined by this link' : `${joins} have joined by this link`,
  countedSince: 'since',
  missing: (count: number) =>
    count === 1
      ? 'Telegram counts one more whom it does not name.'
      : `Telegram counts ${count} more whom it does not name.`,
  looked: 'The chat was last looked at',
  notLooked: 'The chat was not looked at yet. That takes a minute or two.',
  trouble: 'The chat cannot be watched now',
  forget: 'Forget',
  forgetWho: (who: string) => `Forget ${who}`,
  forgetTitle: 'Forget a person',
  forgetText: 'Everything stored about this person is erased. Nothing brings it back.',
  forgetField: 'Telegram user id',
  forgetHint: 'A number. The list shows it under the name.',
  forgetAsk: (who: string) => `Forget ${who}?`,
  forgotten: (count: number) =>
    count === 0
      ? 'Nothing was stored about this person.'
      : `Forgotten: ${count === 1 ? 'one entry was' : `${count} entries were`} erased.`,
};
