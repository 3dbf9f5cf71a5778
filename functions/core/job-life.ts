/** A job lives at most this long: Telegram's longest known wait is 14 days, so a month outlasts any of them. */
export const maxLifeMs = 30 * 24 * 3600 * 1000;
