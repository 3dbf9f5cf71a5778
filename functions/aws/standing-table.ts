import type { StandingRef } from '../core/job/operation.ts';

/*
 * How standing work is kept: under its tenant, by its kind and name. What is found otherwise has a partition of its own, whose name
 * begins with a word and `#`, which no tenant's id has.
 */

/** The primary key of standing work, before it is marshalled. */
export function standingKeyOf(tenantId: string, { kind, name }: StandingRef): { pk: string; sk: string } {
  return { pk: tenantId, sk: `${kind}#${name}` };
}
