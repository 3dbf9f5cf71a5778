import type { ComponentChildren } from 'preact';
import { findBlocked, findFaults, type LinkOptions, noOptions } from '../pages/new-link/link-options.ts';
import { useScope } from '../session.ts';
import { text } from '../strings.ts';
import { Checkbox, Field, Select } from './field.tsx';

/** The rules that each link of a pool or a rotation has. */
export type Template = LinkOptions;

export const noTemplate: Template = noOptions;

/** What is wrong with the rules. */
export function findTemplateFaults(template: Template) {
  return findFaults(template, 0);
}

/** As a request has it. What is not chosen is left out. */
export function toTemplate({ title, limit, needsApproval, isSingleUse, price, track }: Template) {
  return {
    ...(title.trim() === '' ? {} : { title: title.trim() }),
    ...(limit === '' || isSingleUse ? {} : { usage_limit: Number(limit) }),
    ...(needsApproval ? { request_needed: true } : {}),
    ...(isSingleUse ? { single_use: true } : {}),
    // Telegram's only period: 30 days.
    ...(price === '' ? {} : { subscription_pricing: { period: 2_592_000, amount: Number(price) } }),
    ...(track === '' ? {} : { track_joins: track === 'names' ? ('names' as const) : (true as const) }),
  };
}

/**
 * The rules in plain words. What a chosen rule shuts out says so.
 *
 * @param children more fields, behind the title.
 */
export function TemplateFields({
  template,
  hasSingleUse = true,
  isChannel = true,
  isChecked,
  onChange,
  children,
  more,
}: {
  template: Template;
  /** False where many people find the same link. */
  hasSingleUse?: boolean;
  /** False where the chat is known to be none: it takes no price. */
  isChannel?: boolean;
  /** Faults are told once somebody has tried to go on. */
  isChecked: boolean;
  onChange(template: Template): void;
  children?: ComponentChildren;
  /** More of what is seldom needed. */
  more?: ComponentChildren;
}) {
  const mayTrack = useScope('joins:read');
  const words = text.newLink;
  const blocked = findBlocked(template);
  const faults = isChecked ? findTemplateFaults(template) : {};
  function set(changes: Partial<Template>) {
    onChange({ ...template, ...changes });
  }
  function hintOf(rule: keyof typeof blocked, usual: string) {
    const blocker = blocked[rule];
    return blocker === undefined ? usual : words.blockedBy[blocker];
  }
  return (
    <>
      <div class="fields">
        <Field
          label={words.linkName}
          value={template.title}
          onInput={(title) => set({ title })}
          hint={words.titleHint}
          problem={faults.title && words.faults[faults.title]}
        />
        {children}
        <Field
          label={words.limit}
          inputMode="numeric"
          value={template.isSingleUse ? '1' : template.limit}
          onInput={(limit) => set({ limit: limit.trim() })}
          isDisabled={blocked.limit !== undefined}
          placeholder={words.limitNone}
          hint={hintOf('limit', words.limitHint)}
          problem={faults.limit && words.faults[faults.limit]}
        />
      </div>
      {hasSingleUse && (
        <Checkbox
          label={words.singleUse}
          isChecked={template.isSingleUse}
          onChange={(isSingleUse) => set({ isSingleUse, ...(isSingleUse ? { limit: '' } : {}) })}
          isDisabled={blocked.isSingleUse !== undefined || !mayTrack}
          hint={mayTrack ? hintOf('isSingleUse', words.singleUseHint) : words.trackScope}
        />
      )}
      <Checkbox
        label={words.approval}
        isChecked={template.needsApproval}
        onChange={(needsApproval) => set({ needsApproval })}
        isDisabled={blocked.needsApproval !== undefined}
        hint={hintOf('needsApproval', words.approvalHint)}
      />
      <details>
        <summary>{words.more}</summary>
        <div class="fields">
          <Select
            label={words.track}
            value={template.isSingleUse && template.track === '' ? 'true' : template.track}
            options={words.trackOptions}
            onChange={(track) => set({ track: track as Template['track'] })}
            isDisabled={!mayTrack}
            hint={mayTrack ? words.trackHint : words.trackScope}
          />
          <Field
            label={words.price}
            inputMode="numeric"
            value={template.price}
            onInput={(price) => set({ price: price.trim() })}
            isDisabled={!isChannel || blocked.price !== undefined}
            placeholder={words.priceNone}
            hint={isChannel ? hintOf('price', words.priceHint) : words.priceChannel}
            problem={faults.price && words.faults[faults.price]}
          />
          {more}
        </div>
      </details>
    </>
  );
}

/** The rules in words, for what is known of a link of a pool or a rotation. */
export function describeTemplate(template: {
  title?: string;
  usage_limit?: number;
  request_needed?: boolean;
  single_use?: boolean;
  subscription_pricing?: { amount: number };
  track_joins?: true | 'names' | false;
}): [string, string | number | undefined][] {
  const { facts, stars } = text.links;
  const { yes, tracking } = text.live;
  const {
    title,
    usage_limit: limit,
    request_needed: approval,
    single_use: single,
    track_joins: track,
  } = template;
  const price = template.subscription_pricing?.amount;
  return [
    [text.newLink.linkName, title],
    [facts.limit, limit],
    [facts.approval, approval ? yes : undefined],
    [facts.single, single ? yes : undefined],
    [facts.price, price === undefined ? undefined : stars(price)],
    [facts.track, track ? tracking[`${track}`] : undefined],
  ];
}
