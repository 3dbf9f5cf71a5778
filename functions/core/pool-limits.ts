/** Links that a pool may keep ready: they lie in one row. */
export const maxPoolSize = 200;

export const defaultPoolMaxAgeSeconds = 7 * 24 * 3600;
export const minPoolMaxAgeSeconds = 600;
/** Invites are kept for 30 days, and a link must not lie longer than its own. */
export const maxPoolMaxAgeSeconds = 28 * 24 * 3600;
