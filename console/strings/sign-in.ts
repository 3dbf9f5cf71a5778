/** The page that asks for the API key. */
export const signIn = {
  title: 'Sign in',
  purpose: 'Make and watch Telegram invite links.',
  field: 'API key',
  hint: 'It begins with “isk_”. This tab keeps it until you close the tab or forget the key. It is stored nowhere else.',
  button: 'Sign in',
  missing: 'Paste your API key.',
  notAKey: 'This is not an API key: a key begins with “isk_” and has letters, digits, - and _ behind it.',
  wrong:
    'The service does not know this key. Check that you copied all of it. It may be of another service, or revoked.',
  keyRefused: 'Your key is no longer valid: it was revoked or replaced. Sign in with another one.',
  forgotten: 'The key is forgotten.',
  howTitle: 'Where do I get a key?',
  howLocal: '“npm start” prints one when it starts for the first time. More keys are made with this command:',
  command: 'npm run key -- create console',
};
