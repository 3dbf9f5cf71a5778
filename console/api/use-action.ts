import { useEffect, useRef, useState } from 'preact/hooks';

export interface Action<A extends unknown[]> {
  run(...given: A): Promise<void>;
  isBusy: boolean;
  error: Error | undefined;
}

/** Something that a button does, once at a time, and how it failed. */
export function useAction<A extends unknown[]>(act: (...given: A) => Promise<void>): Action<A> {
  const [state, setState] = useState<{ isBusy: boolean; error?: Error }>({ isBusy: false });
  const isShown = useRef(true);
  const isBusy = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  async function run(...given: A) {
    if (isBusy.current) {
      return;
    }
    isBusy.current = true;
    setState({ isBusy: true });
    let failure: { error?: Error } = {};
    try {
      await act(...given);
    } catch (error) {
      failure = { error: error as Error };
    }
    isBusy.current = false;
    if (isShown.current) {
      setState({ isBusy: false, ...failure });
    }
  }
  return { run, isBusy: state.isBusy, error: state.error };
}
