import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { type KeyFacts, readKeyFacts } from './api/key-facts.ts';
import { Frame } from './frame.tsx';
import { pages } from './pages.ts';
import { ButtonLink } from './parts/button.tsx';
import { Page } from './parts/page.tsx';
import { routeTo } from './router.ts';
import { forgetKey, readStoredKey, type Session, SessionContext, storeKey } from './session.ts';
import { SignInPage } from './sign-in-page.tsx';
import { text } from './strings.ts';
import { useRoute } from './use-route.ts';

interface SignedIn {
  apiKey: string;
  facts: KeyFacts | undefined;
}

/** The whole console: the sign-in, or the frame with the page of the route. */
export function App() {
  const [signedIn, setSignedIn] = useState<SignedIn | undefined>(() => {
    const apiKey = readStoredKey();
    return apiKey === undefined ? undefined : { apiKey, facts: undefined };
  });
  const [reason, setReason] = useState<string>();
  const signOut = useCallback((why?: string) => {
    forgetKey();
    setReason(why);
    setSignedIn(undefined);
  }, []);
  const session = useMemo<Session | undefined>(
    () => signedIn && { ...signedIn, signOut },
    [signedIn, signOut],
  );
  useStoredFacts(signedIn, setSignedIn, signOut);

  if (session === undefined) {
    return (
      <SignInPage
        reason={reason}
        onSignIn={(apiKey, facts) => {
          storeKey(apiKey);
          setReason(undefined);
          setSignedIn({ apiKey, facts });
        }}
      />
    );
  }
  return (
    <SessionContext.Provider value={session}>
      <Pages />
    </SessionContext.Provider>
  );
}

/** A key that the tab had kept is asked what it may do. A refused one ends the session; no answer ends nothing. */
function useStoredFacts(
  signedIn: SignedIn | undefined,
  setSignedIn: (signedIn: SignedIn) => void,
  signOut: (reason: string) => void,
): void {
  const unknown = signedIn?.facts === undefined ? signedIn?.apiKey : undefined;
  useEffect(() => {
    if (unknown === undefined) {
      return;
    }
    readKeyFacts(unknown).then(
      (facts) => facts && setSignedIn({ apiKey: unknown, facts }),
      (error) => {
        if (error.status === 401) {
          signOut(text.signIn.keyRefused);
        }
      },
    );
  }, [unknown, setSignedIn, signOut]);
}

function Pages() {
  const route = useRoute();
  const page = route.page === '' ? pages[0] : pages.find(({ name }) => name === route.page);
  return (
    <Frame current={page?.name}>
      {page === undefined ? <UnknownPage /> : <page.Show key={page.name} route={route} />}
    </Frame>
  );
}

function UnknownPage() {
  const { unknownTitle, unknownPurpose, toStart } = text.frame;
  return (
    <Page title={unknownTitle} purpose={unknownPurpose}>
      <p>
        <ButtonLink icon="home" href={routeTo('overview')}>
          {toStart}
        </ButtonLink>
      </p>
    </Page>
  );
}
