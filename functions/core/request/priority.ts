/** Which requests of an account come first, the most urgent one first. */
export const priorities = ['high', 'normal', 'low'] as const;

export type Priority = (typeof priorities)[number];

/** A batch is seldom waited for; a single request often is. */
export const usualPriority = { single: 'normal', batch: 'low' } as const satisfies Record<string, Priority>;
