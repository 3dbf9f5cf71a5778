import { findHalfCharacter, findInvisible, trimUnseen } from '../unseen-text.ts';
import type { Peer, PeerProblem } from './peer.ts';
import { parseDialogId, problem } from './peer-id.ts';
import { parseTelegramLink, parseUsername, unreadable } from './peer-link.ts';
import { parseWebAddress } from './peer-web.ts';

/** Longer than any link to a chat. */
const longestText = 256;

/**
 * Reads a chat from text: @name, name, a link, the address of a chat in Telegram Web, or a bot API id. Invisible
 * characters at its ends are dropped. If the text names no chat, the answer names one inside it.
 */
export function parsePeerText(given: string): Peer | PeerProblem {
  const text = trimUnseen(given);
  const broken = findHalfCharacter(text);
  if (broken !== undefined) {
    return problem(`This names no chat. ${broken}`);
  }
  if (text === '') {
    return problem('The peer is empty. Leave the field out to use the default peer of the account.');
  }
  if (text.length > longestText) {
    return problem(unreadable);
  }
  const peer = parseTelegramLink(text) ?? parseWebAddress(text) ?? parseBareText(text);
  const hidden = 'problem' in peer ? findInvisible(text) : undefined;
  return hidden === undefined ? peer : problem(`This names no chat. ${hidden}`);
}

function parseBareText(text: string): Peer | PeerProblem {
  if (/^-?\d+$/.test(text)) {
    return parseDialogId(text);
  }
  if (/^\+?[\d\s().-]{7,}$/.test(text)) {
    return problem(
      'This is a phone number. Users have no invite links; name a group, supergroup or channel.',
    );
  }
  if (/^\d+:[\w-]{30,}$/.test(text)) {
    return problem('This looks like the token of a bot. Keep it secret; name a chat.');
  }
  if (text.startsWith('+')) {
    return problem('Write an invite link in full, as https://t.me/+hash.');
  }
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text)) {
    return problem('This link does not lead to Telegram. Links to chats begin with https://t.me/.');
  }
  return parseUsername(text.replace(/^@/, ''));
}
