/** Events for the current listeners. */
export type Channel<T> = ReturnType<typeof createChannel<T>>;

export function createChannel<T>() {
  const listeners = new Set<(item: T) => void>();
  return {
    tell(item: T): void {
      for (const listen of listeners) {
        listen(item);
      }
    },
    /** @returns a function that removes the listener. */
    listen(listener: (item: T) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** Resolves when this many matching items have come, counted from now. */
    async waitFor(fits: (item: T) => number, count: number): Promise<void> {
      let left = count;
      const enough = Promise.withResolvers<void>();
      function listen(item: T) {
        left -= fits(item);
        if (left <= 0) {
          enough.resolve();
        }
      }
      listeners.add(listen);
      await enough.promise;
      listeners.delete(listen);
    },
  };
}
