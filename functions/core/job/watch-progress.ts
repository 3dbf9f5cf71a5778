/** How far the watch of a chat has come: a part of its job's row. */
export interface WatchProgress {
  /** The account's chat. */
  chatId: string;
  /** The highest event of the admin log that is stored. Absent before the first look, and in basic groups. */
  lastEventId?: string;
  /** Events before this are not looked for: the watch began then. By Telegram's clock. */
  sinceMs: number;
  /** When the last look ended. Absent before the first. */
  lookedAtMs?: number;
  /** The pause before the next look. */
  intervalMs: number;
  /** When the counts of links were last read. */
  countedAtMs?: number;
  /** Joins by single-use links are stored, and the links are still to be revoked. */
  toRevoke?: string[];
  /** Why the last look failed. */
  trouble?: { type: string; detail: string; atMs: number };
}
