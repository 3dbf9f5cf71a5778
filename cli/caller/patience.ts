import type { Patience } from '../../client/send-requests.ts';

/**
 * A person looks on, and may end it: silence and server errors are put up with for about four minutes (a deployment, a network
 * that comes back), an account without room for hours. A wrong address is told at once.
 */
export const callerPatience: Patience = {
  pauseSeconds: [1, 2, 5, 10, 20, 30, 60, 60, 60],
  maxPutOffMs: 6 * 3_600_000,
  isPatientAtFirst: false,
};
