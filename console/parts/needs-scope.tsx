import type { ComponentChildren } from 'preact';
import type { Scope } from '../api/key-facts.ts';
import { useScope, useSession } from '../session.ts';
import { text } from '../strings.ts';
import { CopyButton } from './copy-button.tsx';
import { Note } from './problem-note.tsx';

/** Shows its children to a key with the scope, and to another one how to get such a key. */
export function NeedsScope({ scope, children }: { scope: Scope; children: ComponentChildren }) {
  const { facts } = useSession();
  const scopes = [...new Set([...(facts?.scopes ?? []), scope])];
  const command = `npm run key -- create console --scopes ${scopes.join(',')}`;
  if (useScope(scope)) {
    return <>{children}</>;
  }
  return (
    <Note tone="info" title={text.common.scopeTitle}>
      <p>{text.common.scopeMissing(scope)}</p>
      <Command value={command} />
    </Note>
  );
}

/** A command to copy. */
export function Command({ value }: { value: string }) {
  return (
    <div class="command">
      <code>{value}</code>
      <CopyButton value={value} what={text.common.theCommand} />
    </div>
  );
}
