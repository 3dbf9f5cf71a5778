import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. This file imports nothing of the project, so that any script may import it quickly. */
export const projectDirectory = dirname(fileURLToPath(import.meta.url));
