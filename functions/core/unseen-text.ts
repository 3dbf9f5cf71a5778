/*
 * What nobody sees in a text: spaces at its ends, zero-width and other invisible characters that were copied with it, and
 * halves of surrogate pairs, which no text in UTF-8 can hold.
 */

/** Spaces, control and format characters, and all that Unicode has fonts show nothing for (Default_Ignorable_Code_Point). */
const unseen = '\\s\\p{Cc}\\p{Cf}\\p{DI}\\u2800';
const unseenCharacter = new RegExp(`^[${unseen}]$`, 'u');
/** A space shows itself by the gap that it leaves. */
const invisible = new RegExp(`(?! )[${unseen}]`, 'u');

/** The text without what nobody sees at its ends. From the ends inwards: a pattern would try every run of spaces in a long text. */
export function trimUnseen(text: string): string {
  const characters = [...text];
  function isSeen(character: string) {
    return !unseenCharacter.test(character);
  }
  const first = characters.findIndex(isSeen);
  return first === -1 ? '' : characters.slice(first, characters.findLastIndex(isSeen) + 1).join('');
}

/** The sentence about the first invisible character in a text; undefined when there is none. */
export function findInvisible(text: string): string | undefined {
  const found = invisible.exec(text);
  if (found === null) {
    return undefined;
  }
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `It has an invisible character in it (U+${code}, the character at place ${found.index + 1}): type it anew.`;
}

/** Half a surrogate pair is what cutting a text by UTF-16 units leaves of an emoji: it cannot be sent or stored. */
export function findHalfCharacter(text: string): string | undefined {
  return text.isWellFormed()
    ? undefined
    : 'It holds half a character (a lone surrogate, such as an emoji that was cut in two): cut texts between whole characters.';
}
