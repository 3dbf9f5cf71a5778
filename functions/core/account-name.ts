/** The names an account may have: they stand in paths, messages and shell commands. */
export const accountNamePattern = /^[a-z0-9][a-z0-9_-]{0,31}$/;

/** The pattern, in words. */
export const accountNameRule = '1 to 32 of a-z, 0-9, "_" and "-", starting with a letter or digit';
