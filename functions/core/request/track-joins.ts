/** What is kept of a person who comes in: the user id, or the first name and the username too. */
export type TrackJoins = true | 'names';
