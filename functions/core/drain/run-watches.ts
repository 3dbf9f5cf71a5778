/** What is done to the watches of chats during one run: links that are made side by side wake the same watch one after the other. */
export function createRunWatches() {
  const turns = new Map<string, Promise<void>>();
  return { inTurn };

  function inTurn(watchId: string, act: () => Promise<void>): Promise<void> {
    const before = turns.get(watchId) ?? Promise.resolve();
    const turn = before.then(act);
    // What fails for one link is tried again for the next.
    turns.set(
      watchId,
      turn.catch(() => undefined),
    );
    return turn;
  }
}
