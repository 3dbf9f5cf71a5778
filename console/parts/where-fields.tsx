import type { components } from '../../client/openapi.ts';
import { findChat, useAccountNames, useChats } from '../api/chats.ts';
import { text } from '../strings.ts';
import { Field, Select } from './field.tsx';

/** The choice of an account. @param any what stands for all of them; undefined where one is needed. */
export function AccountField({
  value,
  onChange,
  any,
  problem,
}: {
  value: string;
  onChange(value: string): void;
  any?: string;
  problem?: string | undefined;
}) {
  const names = useAccountNames(value);
  const { account } = text.live;
  if (names.length === 0) {
    return <Field label={account} value={value} onInput={onChange} problem={problem} />;
  }
  return (
    <Select
      label={account}
      value={value}
      problem={problem}
      options={[
        ...(any !== undefined || value === '' ? [{ value: '', label: any ?? '' }] : []),
        ...names.map((name) => ({ value: name, label: name })),
      ]}
      onChange={onChange}
    />
  );
}

/** The choice of a chat: one of the account's, or any other by its address. */
export function ChatField({
  account,
  value,
  onChange,
  hint = text.live.chatHint,
}: {
  account: string;
  value: string;
  onChange(value: string): void;
  hint?: string;
}) {
  const chats = useChats(account);
  const chosen = findChat(chats, value);
  return (
    <Field
      label={text.live.chat}
      value={value}
      onInput={onChange}
      placeholder="@name"
      hint={chosen ? chosen.title : hint}
      suggestions={chats
        .filter(({ can_export }) => can_export)
        .map(({ peer, title }) => ({ value: peer, label: title }))}
    />
  );
}

/** A chat by its title, where it is known. */
export function ChatName({
  account,
  peer,
}: {
  account: string;
  peer: components['schemas']['Invite']['peer'];
}) {
  const chat = findChat(useChats(account), peer);
  const named = typeof peer === 'string' ? peer : text.live.chat;
  return <span title={named}>{chat?.title ?? named}</span>;
}
