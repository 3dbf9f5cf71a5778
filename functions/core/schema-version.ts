/**
 * The version of what a job's and an account's row hold, stored in each as `v`; a row without one is of version 1. Raise it
 * when a version before this one would misread or spoil the row. Such a version leaves the row alone: it writes nothing to
 * it, and nothing is done at Telegram on its account (ARCHITECTURE.md, "Two versions at once").
 */
export const schemaVersion = 1;

/** What is read from a row says so when the row is of a newer version than this code. */
export interface MaybeNewer {
  newerSchema?: number;
}

/** @param v the row's own, as stored. */
export function markNewer(v: unknown): MaybeNewer {
  return typeof v === 'number' && v > schemaVersion ? { newerSchema: v } : {};
}

/** Whether this code must leave the row alone. */
export function isNewer({ newerSchema }: MaybeNewer): boolean {
  return newerSchema !== undefined;
}
