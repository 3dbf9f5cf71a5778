import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldFrame {
  label: string;
  /** What the field is for, or why it takes nothing now. */
  hint?: ComponentChildren;
  /** What is wrong with its value. */
  problem?: string | undefined;
}

export type FieldType =
  | 'text'
  | 'password'
  | 'number'
  | 'search'
  | 'tel'
  | 'url'
  | 'date'
  | 'time'
  | 'datetime-local'
  | 'email';

export interface FieldProps extends FieldFrame {
  value: string;
  onInput(value: string): void;
  type?: FieldType;
  placeholder?: string;
  min?: number | string;
  max?: number | string;
  isDisabled?: boolean;
  isRequired?: boolean;
  autoComplete?: string;
  inputMode?: 'numeric' | 'text' | 'tel';
  /** More than one line. */
  rows?: number;
  /** What may be chosen, in place of writing it. */
  suggestions?: { value: string; label: string }[];
}

/** A labelled text field. */
export function Field({ label, hint, problem, value, onInput, type = 'text', rows, ...rest }: FieldProps) {
  const id = useId();
  const common = {
    id,
    value,
    placeholder: rest.placeholder,
    disabled: rest.isDisabled,
    required: rest.isRequired,
    autocomplete: rest.autoComplete ?? 'off',
    spellcheck: false,
    'aria-invalid': problem !== undefined,
    'aria-describedby': `${id}-hint`,
  } as const;
  return (
    <FieldBox id={id} label={label} hint={hint} problem={problem}>
      {rows === undefined ? (
        <input
          {...common}
          list={rest.suggestions && `${id}-list`}
          // One of the types that take text: the types of the parts differ by the roles that each may have.
          type={type as 'text'}
          min={rest.min}
          max={rest.max}
          inputMode={rest.inputMode}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      ) : (
        <textarea {...common} rows={rows} onInput={(event) => onInput(event.currentTarget.value)} />
      )}
      {rest.suggestions && (
        <datalist id={`${id}-list`}>
          {rest.suggestions.map(({ value: suggested, label: name }) => (
            <option key={suggested} value={suggested} label={name} />
          ))}
        </datalist>
      )}
    </FieldBox>
  );
}

export interface SelectProps extends FieldFrame {
  value: string;
  options: { value: string; label: string; isDisabled?: boolean }[];
  onChange(value: string): void;
  isDisabled?: boolean;
}

/** A labelled choice of one. */
export function Select({ label, hint, problem, value, options, onChange, isDisabled }: SelectProps) {
  const id = useId();
  return (
    <FieldBox id={id} label={label} hint={hint} problem={problem}>
      <select
        id={id}
        value={value}
        disabled={isDisabled}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.isDisabled}>
            {option.label}
          </option>
        ))}
      </select>
    </FieldBox>
  );
}

export interface CheckboxProps extends FieldFrame {
  isChecked: boolean;
  onChange(isChecked: boolean): void;
  isDisabled?: boolean;
}

export function Checkbox({ label, hint, problem, isChecked, onChange, isDisabled }: CheckboxProps) {
  const id = useId();
  return (
    <div class="field checkbox">
      <label class="check">
        <input
          type="checkbox"
          checked={isChecked}
          disabled={isDisabled}
          aria-describedby={`${id}-hint`}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span>{label}</span>
      </label>
      <Hint id={id} hint={hint} problem={problem} />
    </div>
  );
}

function FieldBox({
  id,
  label,
  hint,
  problem,
  children,
}: FieldFrame & { id: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      <Hint id={id} hint={hint} problem={problem} />
    </div>
  );
}

function Hint({ id, hint, problem }: { id: string; hint: ComponentChildren; problem: string | undefined }) {
  return (
    <div id={`${id}-hint`}>
      {problem !== undefined && <p class="field-problem">{problem}</p>}
      {hint !== undefined && <p class="hint">{hint}</p>}
    </div>
  );
}
