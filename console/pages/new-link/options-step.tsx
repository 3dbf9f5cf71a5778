import { useState } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { Field, Select } from '../../parts/field.tsx';
import { Note, ProblemNote } from '../../parts/problem-note.tsx';
import { TemplateFields } from '../../parts/template-fields.tsx';
import { text } from '../../strings.ts';
import type { Chat } from './chat-step.tsx';
import { findBlocked, findFaults, type LinkOptions } from './link-options.ts';

/** The rules of the link, in plain words. What a chosen rule shuts out says so. */
export function OptionsStep({
  options,
  kind,
  onChange,
  onMake,
  isBusy,
  failure,
}: {
  options: LinkOptions;
  /** Undefined where the chat is not known: a price may then be refused. */
  kind: Chat['kind'] | undefined;
  onChange(options: LinkOptions): void;
  onMake(): void;
  isBusy: boolean;
  failure: Error | undefined;
}) {
  const [isChecked, setChecked] = useState(false);
  const words = text.newLink;
  const blocker = findBlocked(options).ends;
  const faults = findFaults(options, Date.now());
  function set<K extends keyof LinkOptions>(name: K, value: LinkOptions[K]) {
    onChange({ ...options, [name]: value });
  }
  function problemOf(name: keyof LinkOptions) {
    const fault = faults[name];
    return isChecked && fault !== undefined ? words.faults[fault] : undefined;
  }
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (Object.keys(faults).length === 0) {
          onMake();
        }
      }}
    >
      <TemplateFields
        template={options}
        isChannel={kind === undefined || kind === 'channel'}
        isChecked={isChecked}
        onChange={onChange}
        more={<More options={options} set={set} />}
      >
        <Select
          label={words.ends}
          value={options.ends}
          options={words.endOptions}
          onChange={(value) => set('ends', value)}
          isDisabled={blocker !== undefined}
          hint={blocker === undefined ? words.endsHint : words.blockedBy[blocker]}
        />
        {options.ends === 'date' && (
          <Field
            label={words.endsAt}
            type="datetime-local"
            value={options.endsAt}
            onInput={(value) => set('endsAt', value)}
            problem={problemOf('endsAt')}
          />
        )}
      </TemplateFields>
      {isChecked && Object.keys(faults).length > 0 && <Note tone="bad">{words.correct}</Note>}
      {failure && <ProblemNote error={failure} />}
      <div>
        <Button kind="primary" type="submit" icon="link" isBusy={isBusy}>
          {words.make}
        </Button>
      </div>
    </form>
  );
}

/** What is asked for once, and so is no rule of the links of a pool. */
function More({
  options,
  set,
}: {
  options: LinkOptions;
  set<K extends keyof LinkOptions>(name: K, value: LinkOptions[K]): void;
}) {
  const words = text.newLink;
  return (
    <>
      <Select
        label={words.giveUp}
        value={options.giveUp}
        options={words.giveUpOptions}
        onChange={(value) => set('giveUp', value)}
        hint={words.giveUpHint}
      />
      <Select
        label={words.priority}
        value={options.priority}
        options={words.priorityOptions}
        onChange={(value) => set('priority', value as LinkOptions['priority'])}
        hint={words.priorityHint}
      />
    </>
  );
}
