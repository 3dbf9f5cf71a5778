import type { Job, JobRef } from '../job/job.ts';
import type { JoinRequest, LinkEvent, TrackedLink, UnattributedJoin } from './join.ts';
import type { Delivery } from './join-delivery.ts';

/** An event of a link, and the link. */
export interface StoredEvent {
  invite: JobRef;
  event: LinkEvent;
}

/** What a look has found, stored all together or not at all: at most 90 events, links and requests in sum. */
export interface LookResult {
  /** The watch's next version. Stored over the version before, as `saveJob` stores it. */
  watch: Job;
  events: StoredEvent[];
  /** Those whose counts have changed, each once. Stored only where no later lease has stored them. */
  links: TrackedLink[];
  unattributed: UnattributedJoin[];
  /** Of the chat. A request and the event that tells of it are stored together. Absent where none has changed. */
  requests?: RequestChanges;
}

/** What has become of the requests that wait. One of a person replaces the one before. */
export interface RequestChanges {
  put: JoinRequest[];
  remove: JoinRequest[];
}

/** What the worker stores and reads. */
export interface WatchStore {
  /** Of these links those that the account tracks in the chat, by link. Read consistently. */
  findTracked(place: ChatPlace, links: string[]): Promise<Map<string, TrackedLink>>;
  /** A page of the links that the account tracks in the chat, in no particular order. */
  listTracked(place: ChatPlace, after?: string): Promise<{ links: TrackedLink[]; next?: string }>;
  /** Stores a link that is tracked from now on. One that is stored already keeps its counts and its delivery. */
  trackLink(link: TrackedLink): Promise<void>;
  /** The events of a tracked link that are sent nowhere yet go to that URL, those before included. */
  tellJoinsTo(invite: JobRef, url: string): Promise<void>;
  /** The link is not tracked any more. Its events stay until they expire. */
  untrackLink(link: TrackedLink): Promise<void>;
  /** The link's invite is kept until then. A link whose invite is gone is not tracked any more. */
  keepInvite(link: TrackedLink, untilMs: number): Promise<void>;
  /** @returns false, and nothing is stored, where the watch or a link was changed meanwhile. */
  saveLook(result: LookResult): Promise<boolean>;
  /** The pending requests that were stored at the last look. Read consistently. */
  listRequests(place: ChatPlace): Promise<JoinRequest[]>;
  /** Stores the requests of a chat as they are now, in place of those before. */
  saveRequests(place: ChatPlace, changes: RequestChanges): Promise<void>;
  /** Joins of a person by a link that are stored: to tell what a list of importers adds. */
  findJoinsOf(invite: JobRef, userIds: string[]): Promise<LinkEvent[]>;
}

/** One account's chat. */
export interface ChatPlace {
  tenantId: string;
  accountId: string;
  chatId: string;
}

/** A page of what was stored, newest first. */
export interface EventPage<T> {
  items: T[];
  /** Where the next page begins; undefined on the last. */
  next?: string;
}

/** An event as a tenant's list has it. `invite` is absent for an unattributed join. */
export interface ListedJoin {
  inviteId?: string;
  account?: string;
  chatId: string;
  event: (LinkEvent & { kind: 'joined' }) | (UnattributedJoin & { kind: 'joined' });
}

/** What the API reads and erases. What is older than the days that it is kept for is left out, whether or not it is deleted yet. */
export interface JoinReads {
  getTracked(invite: JobRef): Promise<TrackedLink | undefined>;
  listJoins(
    tenantId: string,
    filter: { inviteId?: string; chatId?: string; sinceMs?: number; limit: number; after?: string },
  ): Promise<EventPage<ListedJoin>>;
  /** Requests that wait, as of the last look. */
  listRequests(place: ChatPlace): Promise<JoinRequest[]>;
  /** An operation is about to be stored that decides about the person: `erasePerson` finds it. */
  noteDecision(operation: JobRef, userId: string): Promise<void>;
  /** @returns how many rows of the person were erased. In operations about the person nobody is named any more. */
  erasePerson(tenantId: string, userId: string): Promise<number>;
}

/** What the delivery of events reads and stores. */
export interface JoinDeliveries {
  getTracked(invite: JobRef): Promise<TrackedLink | undefined>;
  /** The first event after this number that is still kept. */
  nextEvent(invite: JobRef, afterNumber: number): Promise<LinkEvent | undefined>;
  /** Stores a delivery over the one before it. @returns false where it has changed meanwhile. */
  saveDelivery(invite: JobRef, before: Delivery, next: Delivery, dueAtMs?: number): Promise<boolean>;
  /** Links whose delivery is overdue. */
  listDueDeliveries(shard: string, untilMs: number, limit: number): Promise<(JobRef & { dueAtMs: number })[]>;
}
