/**
 * Starts a system part by part: `start` defers the end of each part to the stack it is given. What had started is
 * stopped again when a part fails.
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
