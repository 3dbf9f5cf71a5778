import { useEffect, useState } from 'preact/hooks';
import { text } from '../strings.ts';
import { Button, type ButtonKind } from './button.tsx';

const shownMs = 2_000;

/** Puts a text into the clipboard, and says so. @param what names it: "the link". */
export function CopyButton({
  value,
  what,
  kind = 'plain',
}: {
  value: string;
  what: string;
  kind?: ButtonKind;
}) {
  const [outcome, setOutcome] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (outcome !== undefined) {
      const timer = setTimeout(() => setOutcome(undefined), shownMs);
      return () => clearTimeout(timer);
    }
  }, [outcome]);
  async function copy() {
    setOutcome((await copyText(value)) ? 'copied' : 'failed');
  }
  return (
    <>
      <Button
        kind={kind}
        icon={outcome === 'copied' ? 'check' : 'copy'}
        {...(outcome === undefined ? { label: text.common.copyWhat(what) } : {})}
        onClick={copy}
      >
        {outcome === undefined ? text.common.copy : text.common[outcome]}
      </Button>
      <span class="unseen" aria-live="polite">
        {outcome && text.common[outcome]}
      </span>
    </>
  );
}

/** Browsers have a clipboard only on https and on this machine; elsewhere the old way still works. */
async function copyText(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = value;
    area.className = 'unseen';
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand('copy');
    area.remove();
    return isCopied;
  }
}
