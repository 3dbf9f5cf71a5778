/*
 * What commander says of a command line that is wrong, in one sentence with the way out. It may hold a secret in the
 * wrong place, so nothing of it is repeated that is longer than a word or begins as an API key does.
 */

const secretInArguments =
  'A session string is no argument: others on this machine could read it, and it stays in the history of the shell. Give it through the input or with --file. If one was just given here, end that session in Telegram, in Settings > Devices.';

/** @param said commander's own text. @param commandLine how the command's help is asked for. */
export function explainUsage(said: string, commandLine: string): string {
  if (/^error: too many arguments for 'import'/.test(said)) {
    return secretInArguments;
  }
  const [first = '', ...rest] = said.trim().split('\n');
  const sentence = first.replace(/^error: /, '').replace(/\.$/, '');
  const guess = rest.join(' ').match(/\(Did you mean (.+)\?\)/)?.[1];
  const told = mayHoldSecret(sentence) ? 'this command line cannot be read' : sentence;
  const capital = told.charAt(0).toUpperCase() + told.slice(1);
  return `${capital}${guess === undefined ? '' : ` (did you mean ${guess}?)`}. See: ${commandLine} --help`;
}

function mayHoldSecret(sentence: string): boolean {
  return sentence.split(/[\s='"]/).some((word) => word.length > 40 || /^-*isk_/.test(word));
}
