import { useState } from 'preact/hooks';
import { Field, Select } from '../../parts/field.tsx';
import { LaterChatField, LaterField } from '../../parts/later-field.tsx';
import { AccountField } from '../../parts/where-fields.tsx';
import { text } from '../../strings.ts';
import { type Filters, moreNames } from './filters.ts';
import { linkStatuses } from './link.ts';

/** What the list shows. It stands in the address, so it can be kept and handed on. */
export function LinkFilters({ filters, onChange }: { filters: Filters; onChange(changes: Filters): void }) {
  const [isOpen] = useState(moreNames.some((name) => filters[name]));
  const words = text.links;
  function typed(name: string) {
    return { value: filters[name] ?? '', onInput: (value: string) => onChange({ [name]: value }) };
  }
  return (
    <search class="stack" aria-label={words.filters}>
      <div class="fields">
        <Select
          label={words.state}
          value={filters.status ?? ''}
          options={[
            { value: '', label: words.anyState },
            ...linkStatuses.map((value) => ({ value, label: words.states[value] })),
          ]}
          onChange={(status) => onChange({ status })}
        />
        <LaterField label={words.titleBegins} type="search" {...typed('title')} />
        <AccountField
          value={filters.account ?? ''}
          any={text.live.anyAccount}
          onChange={(account) => onChange({ account })}
        />
      </div>
      <details open={isOpen}>
        <summary>{words.more}</summary>
        <div class="fields">
          <LaterChatField
            account={filters.account ?? ''}
            value={filters.chat ?? ''}
            onChange={(chat) => onChange({ chat })}
          />
          <Select
            label={words.origin}
            value={filters.origin ?? ''}
            options={words.origins}
            onChange={(origin) => onChange({ origin })}
          />
          <LaterField label={words.pool} {...typed('pool')} />
          <LaterField label={words.batch} hint={words.batchHint} {...typed('batch')} />
          <LaterField label={words.notes} hint={words.notesHint} {...typed('meta')} />
          <Field label={words.from} type="date" {...typed('from')} />
          <Field label={words.to} type="date" {...typed('to')} />
        </div>
      </details>
    </search>
  );
}
