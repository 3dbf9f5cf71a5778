/**
 * Promise.all that waits for every promise before it throws the first error. An answer of Telegram must be stored whatever
 * becomes of the others, and nothing may still run when the lease is given back.
 */
export async function settleAll<T>(promises: Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
