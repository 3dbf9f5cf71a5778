import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { text } from '../strings.ts';
import { Button } from './button.tsx';

/** A question before anything else goes on. Escape and a click outside close it. Render it only while it is open. */
export function Dialog({
  title,
  children,
  actions,
  onClose,
}: {
  title: string;
  children: ComponentChildren;
  /** The buttons beside the one that closes it. */
  actions?: ComponentChildren;
  onClose(): void;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    ref.current?.showModal();
    return () => before?.focus();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={ref}
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === ref.current) {
          ref.current?.close();
        }
      }}
    >
      <div class="dialog">
        <h2 id={id}>{title}</h2>
        <div class="stack">{children}</div>
        <div class="actions">
          <Button onClick={() => ref.current?.close()}>{text.common.close}</Button>
          {actions}
        </div>
      </div>
    </dialog>
  );
}
