/** One join as it was, for tests to compare with what Telegram tells. Ids are strings. */
export interface JoinRecord {
  atMs: number;
  userId: string;
  peer: { kind: 'channel' | 'chat'; id: string };
  /** `button`: by the Join button of a public chat. `added`: by an administrator or a member. */
  via: 'link' | 'request' | 'button' | 'added';
  /** The link, where they joined or asked by one. */
  link: string | undefined;
  approvedBy: string | undefined;
  addedBy: string | undefined;
  /** The id of its event in the channel's admin log; undefined in a basic group. */
  eventId: string | undefined;
}

/** Somebody asks to join, or is decided on. */
export interface JoinRequestRecord {
  atMs: number;
  type: 'sent' | 'approved' | 'declined';
  userId: string;
  peer: JoinRecord['peer'];
  link: string | undefined;
  /** Who asks or decides. */
  byUserId: string;
}

/** What happened in all chats of a world, in order. No record is ever removed. */
export interface JoinHistory {
  joins: JoinRecord[];
  joinRequests: JoinRequestRecord[];
}

export function createJoinHistory(): JoinHistory {
  return { joins: [], joinRequests: [] };
}
