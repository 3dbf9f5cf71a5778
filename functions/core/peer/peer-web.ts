import type { Peer, PeerProblem } from './peer.ts';
import { parseChannelId, parseChatId, parseDialogId, problem, toChannelDialogId } from './peer-id.ts';
import { parseTelegramLink, parseUsername } from './peer-link.ts';

/*
 * Many people copy the address bar of Telegram Web. Its clients write a chat after the #:
 *
 * - A: a bot API id, then an underscore and the thread or a list of messages: `/a/#-1001500000003_42`
 *   (github.com/Ajaxy/telegram-tt, src/util/routing.ts).
 * - K: @name, or a minus and the number of a basic group, channel or supergroup: `/k/#-1500000003?thread=42`
 *   (github.com/morethanwords/tweb, src/lib/appImManager.ts).
 * - Z, which became A: first the form of K, later that of A.
 * - The first client: `/#/im?p=`, then @name, or c, s or g (channel, supergroup, group) and the number.
 *
 * All of them take a Telegram link as `?tgaddr=`.
 */

const address = /^(?:https?:\/\/)?web([kaz]?)\.telegram\.org(?:\/([^?#]*))?(?:\?([^#]*))?(?:#(.*))?$/i;

const noChat = problem(
  'Telegram Web shows no chat at this address. Open the chat there, and copy its address then.',
);
const ofUser = problem(
  'This is the chat with a user or a bot. They have no invite links; name a group, supergroup or channel.',
);

/**
 * Reads the chat that an address of Telegram Web shows.
 * @returns undefined for any other text.
 */
export function parseWebAddress(text: string): Peer | PeerProblem | undefined {
  const [match, hostClient = '', path = '', search = '', fragment = ''] = address.exec(text) ?? [];
  if (match === undefined) {
    return undefined;
  }
  const [place = '', ...query] = fragment.split('?');
  const options = new URLSearchParams(query.join('?'));
  const link = options.get('tgaddr') ?? new URLSearchParams(search).get('tgaddr');
  if (link !== null) {
    return parseTelegramLink(link) ?? noChat;
  }
  const client = hostClient || path.split('/')[0] || '';
  return place === '/im' ? parsePlace(options.get('p') ?? '', '') : parsePlace(decode(place), client);
}

function parsePlace(place: string, client: string): Peer | PeerProblem {
  if (place.startsWith('@')) {
    return parseUsername(place.slice(1));
  }
  const [, kind = '', sign = '', number = ''] = /^([csgu]?)(-?)(\d{1,20})(?:_.*)?$/.exec(place) ?? [];
  if (number === '') {
    return noChat;
  }
  if (kind !== '') {
    return kind === 'g' ? parseChatId(number) : kind === 'u' ? ofUser : parseChannelId(number);
  }
  return sign === '' ? ofUser : parseNumber(`-${number}`, client.toLowerCase());
}

function parseNumber(id: string, client: string): Peer | PeerProblem {
  const peer = parseDialogId(id);
  if ('problem' in peer || peer.kind !== 'chat' || client === 'a') {
    return peer;
  }
  const channel = toChannelDialogId(peer.chatId);
  return channel === undefined
    ? peer
    : problem(
        `Telegram Web writes a basic group and a channel alike here. Write ${channel} for a channel or supergroup, or ${id} for a basic group.`,
      );
}

/** A browser may have escaped the @. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
