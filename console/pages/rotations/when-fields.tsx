import { Field, Select } from '../../parts/field.tsx';
import { text } from '../../strings.ts';
import { hasTime, type When } from './rotation.ts';

/** How often, and at what time: only the fields that are needed. */
export function WhenFields({
  when,
  isWrong,
  onChange,
}: {
  when: When;
  isWrong: boolean;
  onChange(when: When): void;
}) {
  const words = text.rotations;
  const { often, at, weekday, monthday, cron } = when;
  function set(changes: Partial<When>) {
    onChange({ ...when, ...changes });
  }
  return (
    <>
      <Select
        label={words.often}
        value={often}
        options={words.oftens}
        onChange={(value) => set({ often: value })}
      />
      {often === 'cron' && (
        <Field
          label={words.cron}
          value={cron}
          onInput={(value) => set({ cron: value })}
          hint={words.cronHint}
          problem={isWrong ? text.live.missing : undefined}
        />
      )}
      {hasTime(when) && (
        <Field
          label={words.at}
          type="time"
          value={at}
          onInput={(value) => set({ at: value })}
          hint={words.atHint}
        />
      )}
      {often === 'P1W' && at !== '' && (
        <Select
          label={words.weekday}
          value={weekday}
          options={[1, 2, 3, 4, 5, 6, 0].map((day) => ({
            value: String(day),
            label: words.weekdays[day] ?? '',
          }))}
          onChange={(value) => set({ weekday: value })}
        />
      )}
      {often === 'P1M' && at !== '' && (
        <Field
          label={words.monthday}
          inputMode="numeric"
          value={monthday}
          onInput={(value) => set({ monthday: value.trim() })}
          hint={words.monthdayHint}
          problem={isWrong ? words.monthdayWrong : undefined}
        />
      )}
    </>
  );
}
