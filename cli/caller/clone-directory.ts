import { fileURLToPath } from 'node:url';

/** The clone that this tool is part of: `npm start` leaves word there. The npm package is part of none, and has undefined here. */
export const cloneDirectory: string | undefined = fileURLToPath(new URL('../..', import.meta.url));
