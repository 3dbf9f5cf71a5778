/** What happens, told to whoever listens at the time. */
export type Channel<T> = ReturnType<typeof createChannel<T>>;

export function createChannel<T>() {
  const listeners = new Set<(item: T) => void>();
  return {
    tell(item: T): void {
      for (const listen of listeners) {
        listen(item);
      }
    },
    /** @returns what ends that. */
    listen(listener: (item: T) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** Resolves when so many items have come that fit, counted from now. */
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
