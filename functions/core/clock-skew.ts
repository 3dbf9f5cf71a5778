/**
 * How far Telegram's clock may be from ours when a listing is read back to an intent, in seconds. Links of other jobs
 * in that margin are told apart by their owners.
 */
export const skewMarginSeconds = 30;
