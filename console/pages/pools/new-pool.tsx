import { useState } from 'preact/hooks';
import { maxPoolSize } from '../../../functions/core/pool-limits.ts';
import { standingNamePattern } from '../../../functions/core/request/standing-name.ts';
import { useAccountNames } from '../../api/chats.ts';
import { call } from '../../api/request.ts';
import { useAction } from '../../api/use-action.ts';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Field, Select } from '../../parts/field.tsx';
import { focusFault } from '../../parts/focus-fault.ts';
import { NeedsScope } from '../../parts/needs-scope.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { StandingFields } from '../../parts/standing-fields.tsx';
import { findTemplateFaults, noTemplate, TemplateFields, toTemplate } from '../../parts/template-fields.tsx';
import { routeTo } from '../../router.ts';
import { useSession } from '../../session.ts';
import { text } from '../../strings.ts';
import { goTo } from '../../use-route.ts';

export function NewPool() {
  const { form, formPurpose, list } = text.pools;
  return (
    <Page
      title={form}
      purpose={formPurpose}
      actions={<ButtonLink href={routeTo('pools')}>{list}</ButtonLink>}
    >
      <NeedsScope scope="invites:write">
        <PoolForm />
      </NeedsScope>
    </Page>
  );
}

function PoolForm() {
  const session = useSession();
  const [first = ''] = useAccountNames();
  const [values, setValues] = useState({ name: '', account: '', chat: '', size: '20', refill: '', age: '' });
  const [template, setTemplate] = useState(noTemplate);
  const [isChecked, setChecked] = useState(false);
  const account = values.account || first;
  const words = text.pools;
  const isSize = isWithin(values.size, maxPoolSize);
  const isRefill = values.refill === '' || isWithin(values.refill, Number(values.size));
  const isFine =
    standingNamePattern.test(values.name) &&
    account !== '' &&
    isSize &&
    isRefill &&
    Object.keys(findTemplateFaults(template)).length === 0;
  function set(changes: Partial<typeof values>) {
    setValues({ ...values, ...changes });
  }
  const { run, isBusy, error } = useAction(async () => {
    const { body } = await call(session, 'POST', '/v1/pools', {
      body: {
        name: values.name,
        account,
        ...(values.chat.trim() === '' ? {} : { peer: values.chat.trim() }),
        size: Number(values.size),
        ...(values.refill === '' ? {} : { low_water: Number(values.refill) }),
        ...(values.age === '' || template.price !== '' ? {} : { max_age: Number(values.age) }),
        template: toTemplate(template),
      },
    });
    goTo(routeTo('pools', body?.name ?? values.name));
  });
  return (
    <form
      class="card stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (isFine) {
          run();
        } else {
          focusFault(event.currentTarget);
        }
      }}
    >
      <div class="fields">
        <StandingFields values={{ ...values, account }} isChecked={isChecked} onChange={set} />
        <Field
          label={words.size}
          inputMode="numeric"
          value={values.size}
          onInput={(value) => set({ size: value.trim() })}
          hint={words.sizeHint(maxPoolSize)}
          problem={isChecked && !isSize ? words.sizeWrong(maxPoolSize) : undefined}
        />
        <Field
          label={words.refill}
          inputMode="numeric"
          value={values.refill}
          onInput={(value) => set({ refill: value.trim() })}
          hint={words.refillHint}
          problem={isChecked && !isRefill ? words.refillWrong : undefined}
        />
        <Select
          label={words.age}
          value={template.price === '' ? values.age : ''}
          options={words.ages}
          onChange={(value) => set({ age: value })}
          hint={template.price === '' ? words.ageHint : text.newLink.blockedBy.price}
          isDisabled={template.price !== ''}
        />
      </div>
      <Section title={words.rules}>
        <TemplateFields template={template} isChecked={isChecked} onChange={setTemplate} />
      </Section>
      {isChecked && !isFine && (
        <p class="field-problem" role="alert">
          {text.newLink.correct}
        </p>
      )}
      {error && <ProblemNote error={error} />}
      <div>
        <Button kind="primary" type="submit" icon="plus" isBusy={isBusy}>
          {words.create}
        </Button>
      </div>
    </form>
  );
}

function isWithin(typed: string, max: number): boolean {
  return /^\d+$/.test(typed) && Number(typed) >= 1 && Number(typed) <= max;
}
