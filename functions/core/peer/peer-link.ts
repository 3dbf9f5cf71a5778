import type { Peer, PeerProblem } from './peer.ts';
import { parseChannelId, problem } from './peer-id.ts';

/** The answer for a text that names no chat. */
export const unreadable =
  'This names no chat. Write @name, a t.me link to the chat, an invite link, -100ID for a channel or supergroup, or -ID for a basic group.';

/** First words of t.me paths that do not lead to a chat: https://core.telegram.org/api/links */
const otherLinks: Record<string, string> = {
  s: 'This links to the web preview of a channel. Write its @name.',
  addlist: 'This links to a folder of chats. Name one chat.',
  addstickers: 'This links to a sticker set, not to a chat.',
  addemoji: 'This links to an emoji set, not to a chat.',
  addtheme: 'This links to a theme, not to a chat.',
  bg: 'This links to a wallpaper, not to a chat.',
  boost: 'This links to the boosts of a chat. Write the chat itself, such as @name.',
  confirmphone: 'This link confirms a phone number. It names no chat.',
  contact: 'This links to a user. Users have no invite links.',
  giftcode: 'This links to a gift code, not to a chat.',
  invoice: 'This links to an invoice, not to a chat.',
  iv: 'This links to an instant view page, not to a chat.',
  login: 'This is a login code. Show it to nobody; it names no chat.',
  m: 'This links to a business chat with a user. Users have no invite links.',
  nft: 'This links to a collectible gift, not to a chat.',
  proxy: 'This links to a proxy, not to a chat.',
  setlanguage: 'This links to a language pack, not to a chat.',
  share: 'This is a share link. It names no chat.',
  socks: 'This links to a proxy, not to a chat.',
};

/** `name.t.me` means `t.me/name`, except for these names, `www` and single letters: https://core.telegram.org/api/links */
const reservedSubdomains = [
  'addemoji',
  'addlist',
  'addstickers',
  'addstyle',
  'addtheme',
  'auction',
  'auth',
  'boost',
  'call',
  'confirmphone',
  'contact',
  'giftcode',
  'invoice',
  'joinchat',
  'login',
  'nft',
  'proxy',
  'setlanguage',
  'share',
  'socks',
  'web',
];

/**
 * Reads a chat from a Telegram link, `t.me` or `tg:`.
 * @returns undefined for any other text.
 */
export function parseTelegramLink(text: string): Peer | PeerProblem | undefined {
  const link =
    /^(?:https?:\/\/)?(?:([\w-]+)\.)?(?:t\.me|telegram\.me|telegram\.dog)(?:\/(.*)|[?#].*)?$/i.exec(text);
  if (link) {
    const [, subdomain = 'www', path = ''] = link;
    return subdomain.toLowerCase() === 'www'
      ? parsePath(path)
      : parseSubdomain(subdomain.toLowerCase(), path);
  }
  return /^tg:/i.test(text) ? parseTgLink(text) : undefined;
}

function parseSubdomain(subdomain: string, path: string): Peer | PeerProblem {
  if (subdomain.length === 1 || reservedSubdomains.includes(subdomain)) {
    return problem(
      'This is an address of Telegram itself, not of a chat. A chat has https://t.me/name, or name.t.me.',
    );
  }
  const named = parseUsername(subdomain);
  return 'problem' in named ? named : parsePath(`${subdomain}/${path}`);
}

/** The path of a t.me link. Other parameters in the query do not change the chat. */
function parsePath(pathAndQuery: string): Peer | PeerProblem {
  const [first = '', second, ...rest] = (/^[^?#]*/.exec(pathAndQuery)?.[0] ?? '')
    .replace(/\/+$/, '')
    .split('/');
  const word = first.toLowerCase();
  if (first === '') {
    return problem('This link has no chat in it.');
  }
  if (word === 'joinchat') {
    return parseInviteHash(second ?? '');
  }
  if (word === 'c') {
    return /^\d+$/.test(second ?? '')
      ? parseChannelId(second)
      : problem('A t.me/c link has the channel id after /c/.');
  }
  if (/^(\+|%20| )/.test(first)) {
    const hash = first.replace(/^(\+|%20| )/, '');
    return /^\d+$/.test(hash)
      ? problem('This links to a phone number. Users have no invite links.')
      : parseInviteHash(hash);
  }
  const other = Object.hasOwn(otherLinks, word) ? otherLinks[word] : undefined;
  if (other !== undefined) {
    return problem(other);
  }
  if (first.startsWith('$')) {
    return problem('This links to an invoice, not to a chat.');
  }
  return second === undefined ? parseUsername(first) : problem(describeDeepLink(second, rest));
}

function describeDeepLink(second: string, rest: string[]): string {
  if (/^\d+$/.test(second)) {
    return 'This links to a message. Name the chat alone, such as @name.';
  }
  if (second === 's' || second === 'a') {
    return rest.length > 0 && second === 's'
      ? 'This links to a story. Name the chat alone, such as @name.'
      : 'This links to an album of stories. Name the chat alone, such as @name.';
  }
  return 'This links to an app of a bot. Bots have no invite links.';
}

function parseTgLink(text: string): Peer | PeerProblem {
  const match = /^tg:(?:\/\/)?([a-z_]+)\/?\?(.*)$/i.exec(text);
  const query = new URLSearchParams(match?.[2] ?? '');
  switch (match?.[1]?.toLowerCase()) {
    case 'resolve': {
      if (query.has('phone')) {
        return problem('This links to a phone number. Users have no invite links.');
      }
      if (query.has('story')) {
        return problem('This links to a story. Name the chat alone, such as @name.');
      }
      if (query.has('post')) {
        return problem('This links to a message. Name the chat alone, such as @name.');
      }
      return parseUsername(query.get('domain') ?? '');
    }
    case 'join':
      return parseInviteHash(query.get('invite') ?? '');
    case 'privatepost':
      return parseChannelId(query.get('channel') ?? '');
    case 'user':
    case 'contact':
      return problem('This links to a user. Users have no invite links.');
    default:
      return problem('Among tg: links, only resolve, join and privatepost name a chat.');
  }
}

/**
 * Letters, digits and single underscores, 4 to 32 of them, starting with a letter; case does not matter.
 * @see https://core.telegram.org/method/channels.checkUsername
 */
export function parseUsername(name: string): Peer | PeerProblem {
  const username = name.toLowerCase();
  if (username === 'me' || username === 'self') {
    return problem(
      'This is the account itself. It has no invite links; name a group, supergroup or channel.',
    );
  }
  if (!/^[a-z0-9_]+$/.test(username)) {
    return problem(unreadable);
  }
  if (username.length < 4 || username.length > 32) {
    return problem('A username has 4 to 32 characters.');
  }
  if (!/^[a-z](?:_?[a-z0-9])*$/.test(username)) {
    return problem('A username starts with a letter and has single underscores inside it only.');
  }
  return { kind: 'username', username };
}

function parseInviteHash(hash: string): Peer | PeerProblem {
  return /^[\w-]{10,64}$/.test(hash)
    ? { kind: 'inviteHash', hash }
    : problem(
        'This invite link has no valid hash. An invite link looks like https://t.me/+AbCdEfGhIjKlMnOp.',
      );
}
