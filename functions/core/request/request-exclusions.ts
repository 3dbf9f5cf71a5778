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
    others: ['usage_limit'],
    reason: 'joins that need approval cannot be limited in number.',
  },
  {
    field: 'subscription_pricing',
    others: ['expire_date', 'expire_in', 'usage_limit', 'request_needed'],
    reason: 'Telegram takes a price alone.',
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
