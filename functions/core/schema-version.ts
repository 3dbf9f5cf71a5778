/**
 * The version of what a job's and an account's row hold, stored in each as `v`; a row without one is of version 1. Raise it
 * when a version before this one would misread or spoil the row. That version then leaves the row alone: writes nothing
 * to it, hides its messages for later, and makes no link on an account of that kind. Rows are raised as they are written,
 * an account by the lease.
 */
export const schemaVersion = 4;

/** Something read from a row. `newerSchema` is set when a newer version of this code has written the row. */
export interface MaybeNewer {
  newerSchema?: number;
}

/** @param v the row's own, as stored. */
export function markNewer(v: unknown): MaybeNewer {
  return typeof v === 'number' && v > schemaVersion ? { newerSchema: v } : {};
}

/** @returns whether a version before this one wrote the row last: it may know less than this code, and still be at work on it. */
export function isOlder(v: unknown = 1): boolean {
  return typeof v === 'number' && v < schemaVersion;
}

/** Whether this code must leave the row alone. */
export function isNewer({ newerSchema }: MaybeNewer): boolean {
  return newerSchema !== undefined;
}
