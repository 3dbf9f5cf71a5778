/** What can be done to a link that exists. */
export const linkOperationKinds = ['edit', 'revoke', 'delete', 'refresh'] as const;

export type LinkOperationKind = (typeof linkOperationKinds)[number];

/** What is decided about people who ask to join. */
export const decisionKinds = ['approve', 'decline'] as const;

export type DecisionKind = (typeof decisionKinds)[number];

/**
 * What an operation can be: something done to one link, the reading of all links of a chat, a decision about people who ask to join, or
 * a look at who asks.
 */
export const operationKinds = [...linkOperationKinds, 'sync', ...decisionKinds, 'requests'] as const;

export type OperationKind = (typeof operationKinds)[number];

/**
 * What an edit changes, in the words of the method that makes it: an absent field stays as it is, `0` removes a limit or a date,
 * an empty title removes the title.
 * @see https://core.telegram.org/method/messages.editExportedChatInvite
 */
export interface LinkChanges {
  title?: string;
  /** Unix seconds. */
  expire_date?: number;
  usage_limit?: number;
  request_needed?: boolean;
  /** No word of that method: the service's own. */
  track_joins?: true | 'names' | false;
}

/** An operation on the link of an invite. */
export interface LinkOperation {
  kind: LinkOperationKind;
  /** The id of the job that made the link, or that the link was adopted as. */
  inviteId: string;
  /** Of an edit. */
  changes?: LinkChanges;
  /** A link that is not revoked yet is revoked before it is deleted. */
  revokeFirst?: true;
}

/** Reads the links of the request's chat, and adopts those that are no invite yet. */
export interface LinkSync {
  kind: 'sync';
  /** Reads the revoked links too. */
  revoked?: true;
  /** Reads the links of all administrators, which the chat's creator may do. Without it those of the account. */
  admins?: 'all';
}

/** In the place of a person who was erased. */
export const erasedUserId = 'erased';

/** Lets in people who ask to join the request's chat, or turns them away. */
export interface JoinDecision {
  kind: DecisionKind;
  /** Those who ask by the link of this invite. Without it, by any link of the chat. */
  inviteId?: string;
  /** This person. Without it all of them. */
  userId?: string;
}

/** Reads who asks to join the request's chat, by the link of an invite or by any. */
export interface RequestsLook {
  kind: 'requests';
  inviteId?: string;
}

/**
 * Watches the request's chat for people who come in by tracked links. It is no caller's: it begins with the first tracked link, rests
 * when no tracked link is alive, and begins again with the next.
 */
export interface JoinWatch {
  kind: 'watch';
}

/** Work that is never done, and has a row of its own under its kind and name: see `StandingRef`. */
export const standingKinds = ['pool', 'rotation'] as const;

export type StandingKind = (typeof standingKinds)[number];

/** Names standing work of a tenant. */
export interface StandingRef {
  kind: StandingKind;
  name: string;
}

/** A job with an operation changes or reads links, where any other job makes a link. One of standing work gives that work its times. */
export type Operation = LinkOperation | LinkSync | JoinDecision | RequestsLook | JoinWatch | StandingRef;

export function isLinkOperationKind(kind: Operation['kind']): kind is LinkOperationKind {
  return (linkOperationKinds as readonly string[]).includes(kind);
}

/** An administrator as one account addresses it: the access hash belongs to that account. */
export interface LinkAdmin {
  userId: string;
  accessHash: string;
  isBot?: true;
}

/** The links of one administrator of a chat, as Telegram lists them: those that are revoked, or the others. */
export interface LinkList {
  /** The account itself where absent. */
  admin?: LinkAdmin;
  revoked: boolean;
}

/** The last link of a page. */
export interface LinkOffset {
  /** Unix seconds. */
  date: number;
  link: string;
}

/** The invite whose link an operation is about; undefined for one about a chat. */
export function inviteIdOf(operation: Operation | undefined): string | undefined {
  return operation !== undefined && 'inviteId' in operation ? operation.inviteId : undefined;
}

/** How far a sync has come. Its lists are read one after the other, page by page. */
export interface SyncProgress {
  /** The lists that are still to be read. The first is under way. */
  lists: LinkList[];
  /** Where the next page of the first list begins. Absent at its beginning. */
  offset?: LinkOffset;
  /** Links that Telegram has listed so far. */
  links: number;
  /** Of them those that have become invites, those that were invites before, and those that were left alone. */
  adopted: number;
  updated: number;
  left: number;
}
