import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** True from the second page on: the first one leaves the focus where the browser has put it. */
let isLater = false;

/** A page's frame: its heading, which gets the focus on navigation, and its purpose in a sentence. */
export function Page({
  title,
  purpose,
  actions,
  children,
}: {
  title: string;
  purpose: ComponentChildren;
  /** Beside the heading. */
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · invite-spool`;
    if (isLater) {
      heading.current?.focus();
      scrollTo(0, 0);
    }
    isLater = true;
  }, [title]);
  return (
    <>
      <header class="page-header">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          <p class="purpose">{purpose}</p>
        </div>
        {actions && <div class="actions">{actions}</div>}
      </header>
      <div class="stack">{children}</div>
    </>
  );
}

/** A part of a page. */
export function Section({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <section class="section">
      <div class="section-header">
        <h2>{title}</h2>
        {actions && <div class="actions">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
