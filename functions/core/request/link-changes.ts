import * as z from 'zod/mini';
import { cleanTitle } from '../title.ts';
import { otherRequestNames } from './field-names.ts';
import { type FieldProblem, toFieldProblems } from './field-problem.ts';
import {
  callbackUrlField,
  fieldDetails,
  type InviteRequest,
  maxExpiresInSeconds,
  trackJoinsField,
} from './invite-request.ts';
import { type Priority, priorities } from './priority.ts';
import { flagOf, integerOf, says, secondsOf, titleOf, unixSecondOf } from './request-fields.ts';

/**
 * The body of PATCH /v1/invites/{id}. An absent field stays as it is; `null` removes.
 * @see https://core.telegram.org/method/messages.editExportedChatInvite
 */
export const linkChangesBody = z.strictObject({
  title: z.exactOptional(z.nullable(titleOf(`${fieldDetails.title} null removes it.`))),
  expire_date: z.exactOptional(z.nullable(unixSecondOf('expire_date'))),
  expire_in: z.exactOptional(
    z.nullable(secondsOf(maxExpiresInSeconds, 'expire_date', fieldDetails.expireIn)),
  ),
  usage_limit: z.exactOptional(
    z.nullable(integerOf(1, 99_999, `${fieldDetails.usageLimit} null removes it.`)),
  ),
  request_needed: z.exactOptional(flagOf('request_needed takes true or false.')),
  track_joins: z.exactOptional(trackJoinsField),
  priority: z.exactOptional(z.enum(priorities, says(fieldDetails.priority))),
  callback_url: z.exactOptional(callbackUrlField),
});

/** What a valid body asks for, before it is held against the link. */
export interface ParsedChanges {
  title?: string;
  expire_date?: number;
  /** Seconds from when the request is accepted. */
  expire_in?: number;
  usage_limit?: number;
  request_needed?: boolean;
  track_joins?: true | 'names' | false;
  priority?: Priority;
  callback_url?: string;
}

/** Telegram changes these at the link. */
const linkChangeNames = ['title', 'expire_date', 'expire_in', 'usage_limit', 'request_needed'] as const;

const changeNames = [...linkChangeNames, 'track_joins'] as const;

/** Whether Telegram has nothing to do: only this service's own tracking is changed. */
export function isTrackingOnly(changes: Pick<ParsedChanges, (typeof changeNames)[number]>): boolean {
  return linkChangeNames.every((name) => changes[name] === undefined);
}

/** Reads a body and reports everything that is wrong with it at once. */
export function parseLinkChanges(
  body: Record<string, unknown>,
): { problems: FieldProblem[] } | { problems?: never; changes: ParsedChanges } {
  const parsed = linkChangesBody.safeParse(body);
  const problems = parsed.success
    ? []
    : toFieldProblems(parsed.error.issues, () => ({
        names: Object.keys(linkChangesBody.shape),
        elsewhere: otherRequestNames,
      }));
  if (body.expire_in !== undefined && body.expire_date !== undefined) {
    problems.push({
      field: 'expire_in',
      detail: 'expire_in excludes expire_date: they are two ways to say one thing.',
    });
  }
  if (!changeNames.some((name) => body[name] !== undefined)) {
    problems.push({
      field: '',
      detail: `Nothing is to be changed. Name one of ${changeNames.join(', ')}.`,
    });
  }
  if (!parsed.success || problems.length > 0) {
    return { problems };
  }
  const { title, expire_date, expire_in, usage_limit, ...rest } = parsed.data;
  return {
    changes: {
      ...rest,
      ...(title === undefined ? {} : { title: cleanTitle(title ?? '') }),
      ...(expire_date === undefined ? {} : { expire_date: expire_date ?? 0 }),
      ...(expire_in === undefined ? {} : expire_in === null ? { expire_date: 0 } : { expire_in }),
      ...(usage_limit === undefined ? {} : { usage_limit: usage_limit ?? 0 }),
    },
  };
}

/** The rules of a single-use link. It stays one. */
export function findSingleUseProblems(
  { single_use }: Pick<InviteRequest, 'single_use'>,
  { usage_limit, track_joins }: ParsedChanges,
): FieldProblem[] {
  if (!single_use) {
    return [];
  }
  return [
    ...(usage_limit === undefined || usage_limit === 1
      ? []
      : [
          {
            field: 'usage_limit',
            detail: 'The link is single_use: its limit stays 1. Ask for another link.',
          },
        ]),
    ...(track_joins === false
      ? [
          {
            field: 'track_joins',
            detail:
              'The link is single_use: it is revoked when the first join is seen, so track_joins takes true or "names".',
          },
        ]
      : []),
  ];
}

/** What a link has before it is changed. */
export interface ChangedLink {
  permanent?: boolean;
  usage_limit?: number | undefined;
  request_needed?: boolean | undefined;
  subscription_pricing?: unknown;
}

/** The rules of creation, held against what the link will be. */
export function findChangeProblems(link: ChangedLink, changes: ParsedChanges, nowMs: number): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const { expire_date: expireDate } = changes;
  if (expireDate !== undefined && expireDate !== 0 && expireDate * 1000 <= nowMs) {
    problems.push({ field: 'expire_date', detail: 'expire_date is not in the future.' });
  }
  const usageLimit = changes.usage_limit ?? link.usage_limit ?? 0;
  const isRequestNeeded = changes.request_needed ?? link.request_needed ?? false;
  if (usageLimit > 0 && isRequestNeeded) {
    const field = changes.request_needed ? 'request_needed' : 'usage_limit';
    const other =
      field === 'request_needed' ? `usage_limit (${usageLimit} now)` : 'request_needed (true now)';
    problems.push({
      field,
      detail: `${field} excludes ${other}: joins that need approval cannot be limited in number. Remove the other in the same request.`,
    });
  }
  if (link.subscription_pricing !== undefined) {
    for (const field of ['expire_date', 'expire_in', 'usage_limit', 'request_needed'] as const) {
      if (changes[field]) {
        problems.push({
          field,
          detail: `The link has subscription_pricing, which excludes ${field}: Telegram takes a price alone.`,
        });
      }
    }
  }
  return problems;
}
