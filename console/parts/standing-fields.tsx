import { standingNamePattern } from '../../functions/core/request/standing-name.ts';
import { text } from '../strings.ts';
import { Field } from './field.tsx';
import { AccountField, ChatField } from './where-fields.tsx';

export interface StandingValues {
  name: string;
  account: string;
  chat: string;
}

/** Name, account and chat of a pool or a rotation. @param isChecked whether faults are told. */
export function StandingFields({
  values: { name, account, chat },
  isChecked,
  onChange,
}: {
  values: StandingValues;
  isChecked: boolean;
  onChange(changes: Partial<StandingValues>): void;
}) {
  const { name: label, nameHint, nameWrong, chatHint, defaultChat, missing } = text.live;
  return (
    <>
      <Field
        label={label}
        value={name}
        onInput={(value) => onChange({ name: value })}
        hint={nameHint}
        problem={isChecked && !standingNamePattern.test(name) ? nameWrong : undefined}
      />
      <AccountField
        value={account}
        onChange={(value) => onChange({ account: value, chat: '' })}
        problem={isChecked && account === '' ? missing : undefined}
      />
      <ChatField
        account={account}
        value={chat}
        onChange={(value) => onChange({ chat: value })}
        hint={`${chatHint} ${defaultChat}`}
      />
    </>
  );
}
