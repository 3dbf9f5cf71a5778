import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { onConnection, readConnection } from './api/connection.ts';
import { pages } from './pages.ts';
import { Button } from './parts/button.tsx';
import { Icon } from './parts/icon.tsx';
import { routeTo } from './router.ts';
import { useSession } from './session.ts';
import { text } from './strings.ts';

const groups = Object.entries(text.frame.groups) as [keyof typeof text.frame.groups, string][];

/** What stands around every page: the navigation, who is signed in, and whether the service answers. */
export function Frame({ current, children }: { current: string | undefined; children: ComponentChildren }) {
  const [isMenuOpen, setMenuOpen] = useState(false);
  const { name, skip, openMenu, closeMenu } = text.frame;
  useEffect(() => setMenuOpen(false), [current]);
  useEffect(() => {
    function closeOnEscape(event: KeyboardEvent) {
      if (event.key === 'Escape') {
        setMenuOpen(false);
      }
    }
    addEventListener('keydown', closeOnEscape);
    return () => removeEventListener('keydown', closeOnEscape);
  }, []);
  return (
    <div class="frame">
      <button
        type="button"
        class="skip"
        onClick={() => document.querySelector<HTMLElement>('main h1')?.focus()}
      >
        {skip}
      </button>
      <header class="top">
        <a class="brand" href={routeTo('overview')}>
          <Icon name="link" />
          {name}
        </a>
        <button
          type="button"
          class="button plain menu-button"
          aria-expanded={isMenuOpen}
          aria-controls="menu"
          onClick={() => setMenuOpen(!isMenuOpen)}
        >
          <Icon name={isMenuOpen ? 'cross' : 'menu'} />
          <span>{isMenuOpen ? closeMenu : openMenu}</span>
        </button>
      </header>
      <div id="menu" class={isMenuOpen ? 'side open' : 'side'}>
        <Navigation current={current} />
        <WhoIsIn />
      </div>
      <main>
        <ConnectionNote />
        {children}
      </main>
    </div>
  );
}

function Navigation({ current }: { current: string | undefined }) {
  return (
    <nav aria-label={text.frame.navigation}>
      {groups.map(([group, title]) => (
        <div key={group} class="nav-group">
          {title && <p class="nav-title">{title}</p>}
          <ul>
            {pages
              .filter((page) => page.group === group)
              .map((page) => (
                <li key={page.name}>
                  <a href={routeTo(page.name)} aria-current={page.name === current ? 'page' : undefined}>
                    <Icon name={page.icon} />
                    {page.title}
                  </a>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function WhoIsIn() {
  const { facts, signOut } = useSession();
  const { signedIn, signedInAs, forget, docs } = text.frame;
  return (
    <aside class="who" aria-label={text.frame.you}>
      <p>{facts?.name === undefined ? signedIn : signedInAs(facts.name)}</p>
      <Button icon="door" onClick={() => signOut(text.signIn.forgotten)}>
        {forget}
      </Button>
      <a href="/docs">{docs}</a>
    </aside>
  );
}

/** How long it is said that the service is back. */
const backShownMs = 4_000;

/** Says when the service is gone, and when it is back. */
function ConnectionNote() {
  const [connection, setConnection] = useState(readConnection());
  const [isBack, setBack] = useState(false);
  useEffect(
    () =>
      onConnection((changed) => {
        setConnection(changed);
        setBack(!changed.isGone);
      }),
    [],
  );
  useEffect(() => {
    if (isBack) {
      const timer = setTimeout(() => setBack(false), backShownMs);
      return () => clearTimeout(timer);
    }
  }, [isBack]);
  const said = connection.isGone ? text.frame.gone : isBack ? text.frame.back : undefined;
  return (
    <div class="connection" role="status" aria-live="polite">
      {said && (
        <p class={connection.isGone ? 'gone' : 'back'}>
          <Icon name={connection.isGone ? 'alert' : 'check'} />
          {said}
        </p>
      )}
    </div>
  );
}
