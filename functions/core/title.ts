/** What Telegram's own clients cut a link's title to (TDLib: MAX_INVITE_LINK_TITLE_LENGTH, "server side limit"). */
const maxTitleCharacters = 32;

/** Telegram counts names in Unicode characters, not in UTF-16 units: an emoji is one (TDLib: utf8_truncate). */
export function countCharacters(text: string): number {
  return [...text].length;
}

/** True when the title, once cleaned, is one that Telegram takes as it is. A lone surrogate cannot be sent at all. */
export function isTitle(title: string): boolean {
  return title.isWellFormed() && countCharacters(cleanTitle(title)) <= maxTitleCharacters;
}

/**
 * The title as TDLib cleans it before it sends it: spaces and control characters of every kind become single spaces,
 * none at the ends; a title of invisible characters only is none. A title that Telegram changed could not be recognised
 * when links are compared.
 * @see https://github.com/tdlib/td/blob/master/td/telegram/misc.cpp (clean_name, strip_empty_characters)
 */
export function cleanTitle(title: string): string {
  const cleaned = title.replace(/[\s\p{Cc}\u180e\u202e\u2800\ufffc\u{e0000}-\u{e007f}]+/gu, ' ').trim();
  return /^[ \u200b-\u200f\ufeff]*$/.test(cleaned) ? '' : cleaned;
}
