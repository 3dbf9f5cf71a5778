/** The name of a pool or a rotation: a part of a path. */
export const standingNamePattern = /^[a-z0-9_-]{1,64}$/;

export const standingNameDetail = 'name takes 1 to 64 of a to z, 0 to 9, - and _.';
