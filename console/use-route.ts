import { useEffect, useState } from 'preact/hooks';
import { parseRoute, type Route } from './router.ts';

/** The route of the address, as it changes. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    function follow() {
      setHash(location.hash);
    }
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return parseRoute(hash);
}

/** Goes to an address of `routeTo`. @param replace leaves no step in the history, as for a filter that changed. */
export function goTo(address: string, { replace = false } = {}): void {
  if (replace) {
    history.replaceState(null, '', address);
    dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    location.hash = address;
  }
}
