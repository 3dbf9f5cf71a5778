/** Runs a function this many milliseconds later on Telegram's clock. Returns a function that cancels it. */
export type SetTimer = (run: () => void, ms: number) => () => void;

/** The machine's timers, looked up at each use: a hunt puts virtual ones in their place. */
export const setMachineTimer: SetTimer = (run, ms) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/** Timers that end with the data centre: none of them runs after `stop`. */
export function createTimers(setTimer: SetTimer): { setTimer: SetTimer; stop: () => void } {
  const cancels = new Set<() => void>();
  let isStopped = false;

  function setOwnTimer(run: () => void, ms: number): () => void {
    if (isStopped) {
      return () => undefined;
    }
    const cancelTimer = setTimer(() => {
      cancels.delete(cancel);
      run();
    }, ms);
    function cancel() {
      cancels.delete(cancel);
      cancelTimer();
    }
    cancels.add(cancel);
    return cancel;
  }

  function stop(): void {
    isStopped = true;
    for (const cancel of [...cancels]) {
      cancel();
    }
  }

  return { setTimer: setOwnTimer, stop };
}
