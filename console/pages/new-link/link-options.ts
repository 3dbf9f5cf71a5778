import { exclusions } from '../../../functions/core/request/request-exclusions.ts';

/** The rules of a link as the form holds them: what stands in its fields. */
export interface LinkOptions {
  title: string;
  /** Seconds from the moment the link is made; '' for no end, `date` for `endsAt`. */
  ends: string;
  /** Local time, as a field of the type `datetime-local` writes it. */
  endsAt: string;
  /** How many may join; '' for no limit. */
  limit: string;
  needsApproval: boolean;
  isSingleUse: boolean;
  /** Stars for 30 days; '' for none. */
  price: string;
  track: '' | 'true' | 'names';
  /** Seconds from now; '' for the usual 30 days. */
  giveUp: string;
  priority: 'high' | 'normal' | 'low';
}

export const noOptions: LinkOptions = {
  title: '',
  ends: '',
  endsAt: '',
  limit: '',
  needsApproval: false,
  isSingleUse: false,
  price: '',
  track: '',
  giveUp: '',
  priority: 'normal',
};

/** The options that shut each other out. */
export type Rule = 'ends' | 'limit' | 'needsApproval' | 'isSingleUse' | 'price';

/** The fields of a request that an option stands for. */
const fieldsOf: Record<Rule, string[]> = {
  ends: ['expire_in', 'expire_date'],
  limit: ['usage_limit'],
  needsApproval: ['request_needed'],
  isSingleUse: ['single_use'],
  price: ['subscription_pricing'],
};

const rules = Object.keys(fieldsOf) as Rule[];

/** Telegram's period of a price: 30 days. */
const pricePeriod = 2_592_000;

/** The options that cannot be chosen now, each with the chosen one that shuts it out. The rules are the service's own. */
export function findBlocked(options: LinkOptions): Partial<Record<Rule, Rule>> {
  const chosen = rules.filter((rule) => isChosen(options, rule));
  const blocked: Partial<Record<Rule, Rule>> = {};
  for (const rule of rules) {
    const blocker = chosen.find((other) => other !== rule && isExcluded(rule, other));
    if (blocker !== undefined && !chosen.includes(rule)) {
      blocked[rule] = blocker;
    }
  }
  // A link for one person has its limit.
  return options.isSingleUse ? { ...blocked, limit: 'isSingleUse' } : blocked;
}

function isChosen(options: LinkOptions, rule: Rule): boolean {
  return options[rule] !== '' && options[rule] !== false;
}

function isExcluded(rule: Rule, other: Rule): boolean {
  return exclusions.some(({ field, others }) => {
    const isThere = fieldsOf[rule].includes(field) && others.some((each) => fieldsOf[other].includes(each));
    return (
      isThere || (fieldsOf[other].includes(field) && others.some((each) => fieldsOf[rule].includes(each)))
    );
  });
}

/** The request of the form. What is not chosen is left out. @param peer undefined: the account's default chat. */
export function toRequest(
  account: string,
  peer: string | undefined,
  options: LinkOptions,
  nowMs: number,
): Record<string, unknown> & { account: string } {
  const { title, limit, needsApproval, isSingleUse, price, track, giveUp, priority } = options;
  return {
    account,
    ...(peer === undefined ? {} : { peer }),
    ...(title.trim() === '' ? {} : { title }),
    ...toEnd(options),
    ...(limit === '' || isSingleUse ? {} : { usage_limit: Number(limit) }),
    ...(needsApproval ? { request_needed: true } : {}),
    ...(isSingleUse ? { single_use: true } : {}),
    ...(price === '' ? {} : { subscription_pricing: { period: pricePeriod, amount: Number(price) } }),
    ...(track === '' ? {} : { track_joins: track === 'names' ? 'names' : true }),
    ...(giveUp === '' ? {} : { deadline: Math.floor(nowMs / 1000) + Number(giveUp) }),
    ...(priority === 'normal' ? {} : { priority }),
  };
}

function toEnd({ ends, endsAt }: LinkOptions) {
  if (ends === 'date') {
    return { expire_date: Math.floor(new Date(endsAt).getTime() / 1000) };
  }
  return ends === '' ? {} : { expire_in: Number(ends) };
}

/** What is wrong with the form, by the field in which it is. Its bounds are those of the contract. */
export type OptionFault = 'titleTooLong' | 'limitOutside' | 'priceOutside' | 'dateMissing' | 'datePast';

export function findFaults(
  { title, limit, price, ends, endsAt, isSingleUse }: LinkOptions,
  nowMs: number,
): Partial<Record<keyof LinkOptions, OptionFault>> {
  const endsAtMs = new Date(endsAt).getTime();
  return {
    ...([...title.trim()].length > 32 ? { title: 'titleTooLong' } : {}),
    ...(limit === '' || isSingleUse || isWhole(limit, 99_999) ? {} : { limit: 'limitOutside' }),
    ...(price === '' || isWhole(price, 10_000) ? {} : { price: 'priceOutside' }),
    ...(ends !== 'date'
      ? {}
      : Number.isNaN(endsAtMs)
        ? { endsAt: 'dateMissing' }
        : endsAtMs <= nowMs
          ? { endsAt: 'datePast' }
          : {}),
  };
}

function isWhole(text: string, max: number): boolean {
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= max;
}
