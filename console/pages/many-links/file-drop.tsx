import { useRef, useState } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Note } from '../../parts/problem-note.tsx';
import { text } from '../../strings.ts';

/** A file, as it was dropped, chosen or pasted. */
export interface GivenFile {
  name: string;
  bytes: Uint8Array;
  text: string;
}

/** Takes a file in any of three ways: dropped, chosen, or pasted as text. */
export function FileDrop({ onFile }: { onFile(file: GivenFile): void }) {
  const input = useRef<HTMLInputElement>(null);
  const [pasted, setPasted] = useState('');
  const [isOver, setOver] = useState(false);
  const [problem, setProblem] = useState<string>();
  const words = text.manyLinks;
  async function take(file: File | undefined) {
    if (file !== undefined) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      give(file.name, bytes);
    }
  }
  function give(name: string, bytes: Uint8Array) {
    try {
      onFile({ name, bytes, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) });
    } catch {
      setProblem(words.notUtf8);
    }
  }
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a file can be dropped anywhere in it; the button inside does the same */}
      <div
        class={isOver ? 'drop over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer?.files[0]);
        }}
      >
        <Icon name="table" />
        <p>{words.drop}</p>
        <label class="button primary">
          <span>{words.choose}</span>
          <input
            ref={input}
            class="unseen"
            type="file"
            accept=".csv,.tsv,.txt,text/csv"
            onChange={() => take(input.current?.files?.[0])}
          />
        </label>
      </div>
      {problem && <Note tone="bad">{problem}</Note>}
      <details>
        <summary>{words.paste}</summary>
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            give(words.pastedName, new TextEncoder().encode(pasted));
          }}
        >
          <Field
            label={words.pasteField}
            rows={8}
            value={pasted}
            onInput={setPasted}
            placeholder={words.example}
          />
          <div>
            <Button type="submit" isDisabled={pasted.trim() === ''}>
              {words.check}
            </Button>
          </div>
        </form>
      </details>
    </>
  );
}
