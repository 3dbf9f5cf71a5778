import { useState } from 'preact/hooks';
import { standingNamePattern } from '../../../functions/core/request/standing-name.ts';
import { useAccountNames } from '../../api/chats.ts';
import { makeKey } from '../../api/make-key.ts';
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
import { addressOf, hasTime, toSchedule, type When } from './rotation.ts';
import { WhenFields } from './when-fields.tsx';

/** As the service has it: functions/core/rotation/rotation-request.ts. */
const slugPattern = /^[a-z0-9-]{3,64}$/;

export function NewRotation() {
  const { form, formPurpose, list } = text.rotations;
  return (
    <Page
      title={form}
      purpose={formPurpose}
      actions={<ButtonLink href={routeTo('rotations')}>{list}</ButtonLink>}
    >
      <NeedsScope scope="invites:write">
        <RotationForm />
      </NeedsScope>
    </Page>
  );
}

function RotationForm() {
  const session = useSession();
  const [first = ''] = useAccountNames();
  const [values, setValues] = useState({
    name: '',
    account: '',
    chat: '',
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    overlap: '',
    slug: '',
  });
  const [when, setWhen] = useState<When>({ often: 'P1W', at: '', weekday: '1', monthday: '1', cron: '' });
  const [template, setTemplate] = useState(noTemplate);
  const [isChecked, setChecked] = useState(false);
  const account = values.account || first;
  const words = text.rotations;
  const isName = standingNamePattern.test(values.name);
  const isSlug = values.slug === '' || slugPattern.test(values.slug);
  const isWhen =
    when.often === 'cron'
      ? when.cron.trim() !== ''
      : when.often !== 'P1M' || when.at === '' || /^([1-9]|1\d|2[0-8])$/.test(when.monthday);
  const isFine =
    isName && account !== '' && isSlug && isWhen && Object.keys(findTemplateFaults(template)).length === 0;
  function set(changes: Partial<typeof values>) {
    setValues({ ...values, ...changes });
  }
  const { run, isBusy, error } = useAction(async () => {
    const { body } = await call(session, 'POST', '/v1/rotations', {
      body: {
        name: values.name,
        account,
        ...(values.chat.trim() === '' ? {} : { peer: values.chat.trim() }),
        ...toSchedule(when),
        time_zone: values.zone,
        ...(values.overlap === '' ? {} : { overlap: values.overlap }),
        ...(values.slug === '' ? {} : { slug: values.slug }),
        template: toTemplate(template),
      },
    });
    goTo(routeTo('rotations', body?.name ?? values.name));
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
      </div>
      <Section title={words.when}>
        <div class="fields">
          <WhenFields when={when} isWrong={isChecked && !isWhen} onChange={setWhen} />
          {(hasTime(when) || when.often === 'cron') && (
            <Select
              label={words.zone}
              value={values.zone}
              options={zonesWith(values.zone)}
              onChange={(zone) => set({ zone })}
              hint={words.zoneHint}
            />
          )}
          <Select
            label={words.overlap}
            value={values.overlap}
            options={words.overlaps}
            onChange={(overlap) => set({ overlap })}
            hint={words.overlapHint}
          />
        </div>
      </Section>
      <Section title={words.address}>
        <Field
          label={words.slug}
          value={values.slug}
          onInput={(slug) => set({ slug: slug.trim() })}
          hint={
            <>
              {values.slug === '' ? words.slugNone : <code>{addressOf(`/j/${values.slug}`)}</code>}{' '}
              {words.slugHint}
            </>
          }
          problem={isChecked && !isSlug ? words.slugWrong : undefined}
        />
        <div>
          <Button onClick={() => set({ slug: suggestSlug(values.name) })}>{words.slugSuggest}</Button>
        </div>
      </Section>
      <Section title={words.rules}>
        <TemplateFields
          template={template}
          hasSingleUse={false}
          isChecked={isChecked}
          onChange={setTemplate}
        />
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

/** The name, and six random digits behind it. */
function suggestSlug(name: string): string {
  const beginning =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 50) || 'join';
  return makeKey(beginning).slice(0, beginning.length + 7);
}

/** Every time zone that the browser knows. @param chosen is among them in any case. */
function zonesWith(chosen: string) {
  return [...new Set(['UTC', chosen, ...Intl.supportedValuesOf('timeZone')])].map((value) => ({
    value,
    label: value.replaceAll('_', ' '),
  }));
}
