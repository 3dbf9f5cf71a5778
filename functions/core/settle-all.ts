/**
 * Promise.all that lets every promise come to its end before it throws the first error: an answer of Telegram must be
 * stored whatever became of its neighbours, and nothing may go on once the lease is given back.
 */
export async function settleAll<T>(promises: Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
