import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. On its own: whoever only needs a path does not load what builds the functions. */
export const projectDirectory = dirname(fileURLToPath(import.meta.url));
