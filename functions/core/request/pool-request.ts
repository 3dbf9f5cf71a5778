import * as z from 'zod/mini';
import { accountNamePattern } from '../account-name.ts';
import {
  defaultPoolMaxAgeSeconds,
  maxPoolMaxAgeSeconds,
  maxPoolSize,
  minPoolMaxAgeSeconds,
} from '../pool-limits.ts';
import { otherPoolNames, otherPoolTemplateNames } from './field-names.ts';
import { type FieldProblem, toFieldProblems } from './field-problem.ts';
import { fieldDetails, peerField, toStoredPeer } from './invite-request.ts';
import {
  cleanTemplate,
  findTemplateProblems,
  type LinkTemplate,
  linkTemplate,
  templateFields,
} from './link-template.ts';
import { integerOf, nameOf } from './request-fields.ts';
import { standingNameDetail, standingNamePattern } from './standing-name.ts';

const details = {
  size: `size takes a whole number from 1 to ${maxPoolSize}.`,
  lowWater: `low_water takes a whole number from 1 to ${maxPoolSize}.`,
  maxAge: `max_age takes seconds: a whole number from ${minPoolMaxAgeSeconds} (ten minutes) to ${maxPoolMaxAgeSeconds} (28 days).`,
};

/** The body of POST /v1/pools. */
export const poolRequestBody = z.strictObject({
  name: nameOf(standingNamePattern, standingNameDetail),
  account: nameOf(accountNamePattern, fieldDetails.account),
  peer: z.exactOptional(peerField),
  size: integerOf(1, maxPoolSize, details.size),
  low_water: z.exactOptional(integerOf(1, maxPoolSize, details.lowWater)),
  max_age: z.exactOptional(integerOf(minPoolMaxAgeSeconds, maxPoolMaxAgeSeconds, details.maxAge)),
  template: z.exactOptional(linkTemplate),
});

/** A valid request before the account's default peer is filled in. */
export interface ParsedPoolRequest {
  name: string;
  account: string;
  peer?: string | Record<string, unknown>;
  size: number;
  lowWater: number;
  template: LinkTemplate;
  maxAgeSeconds: number;
  /** The age was asked for, so the links end by themselves. */
  isDated: boolean;
}

/** Reads a body and reports everything that is wrong with it at once. */
export function parsePoolRequest(
  body: Record<string, unknown>,
): { problems: FieldProblem[] } | { problems?: never; request: ParsedPoolRequest } {
  const parsed = poolRequestBody.safeParse(body);
  const problems = [
    ...(parsed.success ? [] : toFieldProblems(parsed.error.issues, knownFields)),
    ...findTemplateProblems(body.template),
    ...findClashes(body),
  ];
  if (!parsed.success || problems.length > 0) {
    return { problems };
  }
  const {
    name,
    account,
    peer,
    size,
    low_water: lowWater = size,
    max_age: maxAge,
    template = {},
  } = parsed.data;
  return {
    request: {
      name,
      account,
      ...(peer === undefined ? {} : { peer: toStoredPeer(peer) }),
      size,
      lowWater,
      template: cleanTemplate(template),
      maxAgeSeconds: maxAge ?? defaultPoolMaxAgeSeconds,
      isDated: maxAge !== undefined,
    },
  };
}

function findClashes({
  size,
  low_water: lowWater,
  max_age: maxAge,
  template,
}: Record<string, unknown>): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (typeof lowWater === 'number' && typeof size === 'number' && lowWater > size) {
    problems.push({ field: 'low_water', detail: `low_water is more than size (${size}).` });
  }
  const { subscription_pricing: pricing } = (template ?? {}) as Record<string, unknown>;
  if (maxAge !== undefined && pricing !== undefined) {
    problems.push({
      field: 'max_age',
      detail: 'max_age excludes template.subscription_pricing: Telegram takes a price alone, without an end.',
    });
  }
  return problems;
}

function knownFields(path: PropertyKey[]) {
  const { names } = templateFields();
  return path[0] === 'template'
    ? { names: [...names, 'max_age'], elsewhere: otherPoolTemplateNames }
    : { names: Object.keys(poolRequestBody.shape), elsewhere: otherPoolNames };
}
