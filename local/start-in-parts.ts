/**
 * Starts a system part by part: `start` puts the end of each part on the stack that it gets. When a part fails, the
 * parts that had started are stopped.
 * @throws the part's error.
 */
export async function startInParts<T>(start: (parts: AsyncDisposableStack) => Promise<T>): Promise<T> {
  const parts = new AsyncDisposableStack();
  try {
    return await start(parts);
  } catch (error) {
    await parts.disposeAsync();
    throw error;
  }
}
