import type { LinkOffset } from './operation.ts';

/** How far the watch of a chat has come: a part of its job's row. Its times are Telegram's. */
export interface WatchProgress {
  /** The account's chat. */
  chatId: string;
  /** The highest event of the admin log that is stored. Absent before the first look, and in basic groups. */
  lastEventId?: string;
  /** Events below that one which are not read yet: a look reads so many pages at most. It is read before what is new. */
  gap?: { afterId?: string; beforeId: string };
  /** Events before this are not looked for: the watch began then. */
  sinceMs: number;
  /** When the last look began. Absent before the first. */
  lookedAtMs?: number;
  /** The pause before the next look. */
  intervalMs: number;
  /** When the counts of links were last read to the end of their list. Absent where they are to be read with the next look. */
  countedAtMs?: number;
  /** Where the reading of counts goes on. */
  countFrom?: LinkOffset;
  /** When `openUntil` was last found out. */
  listedAtMs?: number;
  openUntil?: OpenUntil;
  /** Joins by single-use links are stored, and the links are still to be revoked. */
  toRevoke?: string[];
  /** Why the last look failed. */
  trouble?: { type: string; detail: string; atMs: number };
}

/** The latest end of the tracked links of a chat, and of some kinds of them; `endOfTimeMs` where one has no end, 0 where there is none. */
export interface OpenUntil {
  anyMs: number;
  singleUseMs: number;
  requestNeededMs: number;
}
