import { useEffect, useState } from 'preact/hooks';
import { Field, type FieldProps } from './field.tsx';
import { ChatField } from './where-fields.tsx';

/** Letters that follow each other faster are one search. */
const typingMs = 400;

/** A value that is told when its reader has stopped typing. */
function useLater(value: string, onInput: (value: string) => void): [string, (value: string) => void] {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed !== value) {
      const timer = setTimeout(() => onInput(typed.trim()), typingMs);
      return () => clearTimeout(timer);
    }
  }, [typed]);
  return [typed, setTyped];
}

export function LaterField(props: FieldProps) {
  const [value, onInput] = useLater(props.value, props.onInput);
  return <Field {...props} value={value} onInput={onInput} />;
}

export function LaterChatField({
  account,
  ...props
}: {
  account: string;
  value: string;
  onChange(value: string): void;
}) {
  const [value, onChange] = useLater(props.value, props.onChange);
  return <ChatField account={account} value={value} onChange={onChange} />;
}
