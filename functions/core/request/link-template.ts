import * as z from 'zod/mini';
import { cleanTitle } from '../title.ts';
import { otherRequestNames } from './field-names.ts';
import type { FieldProblem, KnownFields } from './field-problem.ts';
import { inviteRequestBody } from './invite-request.ts';
import { findExclusions, findUnfit } from './request-exclusions.ts';
import { says } from './request-fields.ts';

const { title, usage_limit, request_needed, subscription_pricing, single_use, track_joins } =
  inviteRequestBody.shape;

const templateDetail = 'template takes an object: what every link has.';

/** What all links of standing work have in common, in the words of POST /v1/invites. */
export const linkTemplate = z.strictObject(
  { title, usage_limit, request_needed, subscription_pricing, single_use, track_joins },
  says(templateDetail),
);

export type LinkTemplate = z.infer<typeof linkTemplate>;

/** The rules between its fields: those of a request. */
export function findTemplateProblems(template: unknown): FieldProblem[] {
  if (typeof template !== 'object' || template === null) {
    return [];
  }
  const fields = template as Record<string, unknown>;
  return [...findExclusions(fields), ...findUnfit(fields)].map((each) => ({
    ...each,
    field: `template.${each.field}`,
  }));
}

/** The names in a template, for what is said of an unknown one. */
export function templateFields(): KnownFields {
  return { names: Object.keys(linkTemplate.shape), elsewhere: otherRequestNames };
}

/** As a request would be stored. */
export function cleanTemplate({ title: given, ...rest }: LinkTemplate): LinkTemplate {
  const cleaned = cleanTitle(given ?? '');
  return {
    ...rest,
    ...(cleaned === '' ? {} : { title: cleaned }),
    ...(rest.single_use ? { usage_limit: 1 } : {}),
  };
}
