/** The frame around all pages. */
export const frame = {
  name: 'invite-spool',
  skip: 'Skip to the content',
  navigation: 'Pages',
  openMenu: 'Menu',
  closeMenu: 'Close the menu',
  signedInAs: (name: string) => `Key “${name}”`,
  signedIn: 'Signed in',
  forget: 'Forget the key',
  docs: 'API reference',
  gone: 'The service does not answer. What you see is from before. Trying again …',
  back: 'The service answers again.',
  unknownTitle: 'There is no such page',
  unknownPurpose: 'The address leads to no page of the console.',
  toStart: 'Go to the overview',
  groups: {
    start: '',
    make: 'Make links',
    watch: 'Watch',
    live: 'Live with links',
    setUp: 'Set up',
  },
};
