import { useState } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { Checkbox, Field, Select } from '../../parts/field.tsx';
import { Note, ProblemNote } from '../../parts/problem-note.tsx';
import { useSession } from '../../session.ts';
import { text } from '../../strings.ts';
import type { Chat } from './chat-step.tsx';
import { findBlocked, findFaults, type LinkOptions, type Rule } from './link-options.ts';

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
  const blocked = findBlocked(options);
  const faults = findFaults(options, Date.now());
  function set<K extends keyof LinkOptions>(name: K, value: LinkOptions[K]) {
    onChange({ ...options, [name]: value });
  }
  function hintOf(rule: Rule, usual: string) {
    const blocker = blocked[rule];
    return blocker === undefined ? usual : words.blockedBy[blocker];
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
      <div class="fields">
        <Field
          label={words.linkName}
          value={options.title}
          onInput={(value) => set('title', value)}
          hint={words.titleHint}
          problem={problemOf('title')}
        />
        <Select
          label={words.ends}
          value={options.ends}
          options={words.endOptions}
          onChange={(value) => set('ends', value)}
          isDisabled={blocked.ends !== undefined}
          hint={hintOf('ends', words.endsHint)}
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
        <Field
          label={words.limit}
          inputMode="numeric"
          value={options.isSingleUse ? '1' : options.limit}
          onInput={(value) => set('limit', value.trim())}
          isDisabled={blocked.limit !== undefined}
          placeholder={words.limitNone}
          hint={hintOf('limit', words.limitHint)}
          problem={problemOf('limit')}
        />
      </div>
      <Checkbox
        label={words.singleUse}
        isChecked={options.isSingleUse}
        onChange={(value) => onChange({ ...options, isSingleUse: value, ...(value ? { limit: '' } : {}) })}
        isDisabled={blocked.isSingleUse !== undefined}
        hint={hintOf('isSingleUse', words.singleUseHint)}
      />
      <Checkbox
        label={words.approval}
        isChecked={options.needsApproval}
        onChange={(value) => set('needsApproval', value)}
        isDisabled={blocked.needsApproval !== undefined}
        hint={hintOf('needsApproval', words.approvalHint)}
      />
      <More options={options} kind={kind} set={set} hintOf={hintOf} problem={problemOf('price')} />
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

/** What is seldom needed. It stands open where something of it is chosen. */
function More({
  options,
  kind,
  set,
  hintOf,
  problem,
}: {
  options: LinkOptions;
  kind: Chat['kind'] | undefined;
  set<K extends keyof LinkOptions>(name: K, value: LinkOptions[K]): void;
  hintOf(rule: Rule, usual: string): string;
  problem: string | undefined;
}) {
  const words = text.newLink;
  const { facts } = useSession();
  const mayTrack = facts === undefined || facts.scopes.includes('joins:read');
  const blocker = findBlocked(options).price;
  const isChannel = kind === undefined || kind === 'channel';
  return (
    <details>
      <summary>{words.more}</summary>
      <div class="fields">
        <Select
          label={words.track}
          value={options.isSingleUse && options.track === '' ? 'true' : options.track}
          options={words.trackOptions}
          onChange={(value) => set('track', value as LinkOptions['track'])}
          isDisabled={!mayTrack}
          hint={mayTrack ? words.trackHint : words.trackScope}
        />
        <Field
          label={words.price}
          inputMode="numeric"
          value={options.price}
          onInput={(value) => set('price', value.trim())}
          isDisabled={!isChannel || blocker !== undefined}
          placeholder={words.priceNone}
          hint={isChannel ? hintOf('price', words.priceHint) : words.priceChannel}
          problem={problem}
        />
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
      </div>
    </details>
  );
}
