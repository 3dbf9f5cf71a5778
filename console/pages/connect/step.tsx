import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { text } from '../../strings.ts';

/** A step of the login. Its heading gets the focus: what stands there now is read out. */
export function Step({
  title,
  name,
  children,
}: {
  title: string;
  /** The account's, while it is being logged in. */
  name?: string;
  children: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [title]);
  return (
    <section class="section">
      {name !== undefined && <p class="dim">{text.connect.steps(name)}</p>}
      <h2 ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </section>
  );
}
