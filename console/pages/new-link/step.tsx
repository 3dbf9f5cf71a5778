import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { text } from '../../strings.ts';

/** One of the steps: open, done (what was chosen, and a way back), or still to come. */
export function Step({
  number,
  title,
  state,
  chosen,
  onChange,
  children,
}: {
  number: number;
  title: string;
  state: 'open' | 'done' | 'later';
  chosen?: ComponentChildren;
  onChange?: () => void;
  children?: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(state);
  useEffect(() => {
    if (state === 'open' && before.current !== 'open') {
      heading.current?.focus();
    }
    before.current = state;
  }, [state]);
  return (
    <section class={`card step ${state}`} aria-current={state === 'open' ? 'step' : undefined}>
      <div class="step-header">
        <h2 ref={heading} tabIndex={-1}>
          <span class="step-number">{number}</span>
          {title}
        </h2>
        {state === 'done' && <div class="step-chosen">{chosen}</div>}
        {state === 'done' && onChange && (
          <Button kind="quiet" label={text.newLink.changeStep(title)} onClick={onChange}>
            {text.newLink.change}
          </Button>
        )}
      </div>
      {state === 'open' && <div class="stack">{children}</div>}
    </section>
  );
}
