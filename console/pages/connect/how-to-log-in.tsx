import { useId } from 'preact/hooks';
import { Field } from '../../parts/field.tsx';
import { text } from '../../strings.ts';
import type { FormProblems, LoginFormValues } from './form-values.ts';

/** The part of the form about the way to log in: the QR code or the phone number, and the app. */
export function HowToLogIn({
  form,
  problems,
  asksApp,
  onForm,
}: {
  form: LoginFormValues;
  problems: FormProblems;
  asksApp: boolean;
  onForm(form: LoginFormValues): void;
}) {
  const { how, byQr, byQrHint, byPhone, byPhoneHint, phone, phoneHint } = text.connect;
  return (
    <>
      <fieldset class="stack">
        <legend>{how}</legend>
        <Choice
          label={byQr}
          hint={byQrHint}
          isChosen={form.method === 'qr'}
          onChoose={() => onForm({ ...form, method: 'qr' })}
        />
        <Choice
          label={byPhone}
          hint={byPhoneHint}
          isChosen={form.method === 'phone'}
          onChoose={() => onForm({ ...form, method: 'phone' })}
        />
      </fieldset>
      {form.method === 'phone' && (
        <Field
          label={phone}
          type="tel"
          inputMode="tel"
          value={form.phone}
          hint={problems.phone === undefined ? phoneHint : undefined}
          problem={problems.phone}
          onInput={(value) => onForm({ ...form, phone: value })}
        />
      )}
      {asksApp && <App form={form} problems={problems} onForm={onForm} />}
    </>
  );
}

function App({
  form,
  problems,
  onForm,
}: {
  form: LoginFormValues;
  problems: FormProblems;
  onForm(form: LoginFormValues): void;
}) {
  const { appTitle, appWhy, apiId, apiIdHint, apiHash, apiHashHint } = text.connect;
  return (
    <fieldset class="stack">
      <legend>{appTitle}</legend>
      <p class="hint">{appWhy}</p>
      <Field
        label={apiId}
        inputMode="numeric"
        value={form.apiId}
        hint={problems.apiId === undefined ? apiIdHint : undefined}
        problem={problems.apiId}
        onInput={(value) => onForm({ ...form, apiId: value })}
      />
      <Field
        label={apiHash}
        type="password"
        value={form.apiHash}
        hint={problems.apiHash === undefined ? apiHashHint : undefined}
        problem={problems.apiHash}
        onInput={(value) => onForm({ ...form, apiHash: value })}
      />
    </fieldset>
  );
}

function Choice({
  label,
  hint,
  isChosen,
  onChoose,
}: {
  label: string;
  hint: string;
  isChosen: boolean;
  onChoose(): void;
}) {
  const id = useId();
  return (
    <div class="field checkbox">
      <label class="check">
        <input type="radio" name="method" checked={isChosen} aria-describedby={id} onChange={onChoose} />
        <span>{label}</span>
      </label>
      <p id={id} class="hint">
        {hint}
      </p>
    </div>
  );
}
