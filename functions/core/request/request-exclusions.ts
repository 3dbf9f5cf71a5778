import type { FieldProblem } from './field-problem.ts';

/** A field that may not be given beside any of the others. */
interface Exclusion {
  field: string;
  others: string[];
  reason: string;
}

/** Rules between the fields of a request. The contract tells them too: infra/openapi/schemas.ts. */
export const exclusions: Exclusion[] = [
  { field: 'chat_id', others: ['peer'], reason: 'they are two names of one field.' },
  { field: 'expire_in', others: ['expire_date'], reason: 'they are two ways to say one thing.' },
  {
    field: 'request_needed',
    others: ['usage_limit', 'single_use'],
    reason: 'joins that need approval cannot be limited in number.',
  },
  {
    field: 'subscription_pricing',
    others: ['expire_date', 'expire_in', 'usage_limit', 'request_needed', 'single_use'],
    reason: 'Telegram takes a price alone.',
  },
  {
    field: 'single_use',
    others: ['legacy_revoke_permanent'],
    reason: "the account's permanent link has no limit. Leave one of them out.",
  },
];

/** A field that is no longer free beside a flag that is true. */
interface Binding {
  flag: string;
  field: string;
  fits: (string | number | boolean)[];
  reason: string;
}

/** In the contract too, like the exclusions. */
export const bindings: Binding[] = [
  { flag: 'single_use', field: 'usage_limit', fits: [1], reason: 'it is a limit of 1' },
  {
    flag: 'single_use',
    field: 'track_joins',
    fits: [true, 'names'],
    reason: 'the link is revoked when the first join by it is seen',
  },
];

/** Only presence counts here, so these are found even when the fields are invalid. A flag that is false counts as absent. */
export function findExclusions(body: Record<string, unknown>): FieldProblem[] {
  function has(field: string) {
    return body[field] !== undefined && body[field] !== null && body[field] !== false;
  }
  return exclusions.flatMap(({ field, others, reason }) => {
    const clashing = has(field) ? others.filter(has) : [];
    return clashing.length === 0
      ? []
      : [{ field, detail: `${field} excludes ${clashing.join(', ')}: ${reason}` }];
  });
}

/** Fields that do not fit a flag that is true. */
export function findUnfit(body: Record<string, unknown>): FieldProblem[] {
  return bindings.flatMap(({ flag, field, fits, reason }) => {
    const value = body[field];
    const isFit = value === undefined || value === null || fits.some((each) => each === value);
    return body[flag] !== true || isFit
      ? []
      : [
          {
            field: flag,
            detail: `${flag} excludes this ${field}: ${reason}. Leave out ${field}, or send ${fits.map((each) => JSON.stringify(each)).join(' or ')}.`,
          },
        ];
  });
}
