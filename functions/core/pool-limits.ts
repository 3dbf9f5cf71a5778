export const maxPoolSize = 200;

/** Links of a pool that lie in one row: a take is as slow, and costs as much, as its row is large. */
export const poolRowLinks = 50;

export const defaultPoolMaxAgeSeconds = 7 * 24 * 3600;
export const minPoolMaxAgeSeconds = 600;
/** Invites are kept for 30 days, and a link must not lie longer than its own. */
export const maxPoolMaxAgeSeconds = 28 * 24 * 3600;
