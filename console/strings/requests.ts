/** The page "Join requests". */
export const requests = {
  title: 'Join requests',
  purpose: 'People who ask to join by a link with approval, and wait for your answer.',
  filters: 'Whose requests are shown',
  chooseTitle: 'Choose a chat',
  chooseText: 'The requests of one chat, or of one link, are shown.',
  noChats: 'No chat of this account is known. Write its address above.',
  waitingLinks: 'Links where people wait',
  waitingHint: 'As Telegram last told. “Refresh” on the page of a link asks anew.',
  waiting: (count: number) => (count === 1 ? '1 waits' : `${count} wait`),
  emptyTitle: 'Nobody waits',
  empty: 'Nobody asked to join when Telegram was last asked.',
  look: 'Look anew',
  looking: 'Telegram is being asked …',
  asOf: 'Telegram was asked',
  asOfLast: 'This is the list of the last look.',
  columns: { who: 'Who', about: 'About', when: 'Asked', link: 'By the link', answer: 'Answer' },
  theLink: 'See the link',
  approve: 'Approve',
  decline: 'Decline',
  approveWho: (who: string) => `Approve ${who}`,
  declineWho: (who: string) => `Decline ${who}`,
  approveAll: 'Approve all',
  declineAll: 'Decline all',
  people: (count: number) => (count === 1 ? '1 person' : `${count} people`),
  approveTitle: (who: string) => `Let ${who} in?`,
  declineTitle: (who: string) => `Turn ${who} away?`,
  approveText: 'They become members of the chat.',
  declineText: 'They are not let in. They may ask again.',
  allText: (count: number) =>
    count === 1
      ? 'One is on the list. Whoever asks until it is done is meant too.'
      : `${count} are on the list. Whoever asks until it is done is meant too.`,
  outcomes: {
    approved: (count: number) => (count === 1 ? '1 person was let in' : `${count} people were let in`),
    declined: (count: number) =>
      count === 1 ? '1 person was turned away' : `${count} people were turned away`,
    missing: (count: number) => (count === 1 ? '1 did not ask any more' : `${count} did not ask any more`),
    already_member: (count: number) => (count === 1 ? '1 was in already' : `${count} were in already`),
  },
  nothing: 'None of it worked',
  allDone: { approve: 'All who asked were let in.', decline: 'All who asked were turned away.' },
};
