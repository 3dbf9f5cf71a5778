import * as z from 'zod/mini';
import { accountNamePattern } from '../account-name.ts';
import { otherRequestNames } from '../request/field-names.ts';
import { type FieldProblem, type KnownFields, toFieldProblems } from '../request/field-problem.ts';
import { callbackUrlField, fieldDetails, peerField, toStoredPeer } from '../request/invite-request.ts';
import {
  cleanTemplate,
  findTemplateProblems,
  linkTemplate,
  templateFields,
} from '../request/link-template.ts';
import { checkedText, nameOf } from '../request/request-fields.ts';
import { standingNameDetail, standingNamePattern } from '../request/standing-name.ts';
import { type Duration, dayMs, formatDuration, maxLengthOf, parseDuration } from './duration.ts';
import type { RotationRequest } from './rotation.ts';
import { findCronProblem, isTimeZone, minPeriodMs, periodLengths, type Schedule } from './schedule.ts';

/** No period is longer: a link that old is as good as never replaced. */
const maxPeriodMs = 366 * dayMs;

/** Nor any overlap, whatever the schedule. */
const maxOverlapMs = maxPeriodMs;

const usualOverlapMs = 3_600_000;

export const slugPattern = /^[a-z0-9-]{3,64}$/;

/** True for anything that can be the slug of a rotation. */
export function isSlug(text: string): boolean {
  return slugPattern.test(text);
}

const details = {
  every: 'every takes an ISO 8601 duration from PT15M to P366D, in whole numbers, such as P1D or PT6H.',
  cron: 'cron takes five fields, such as "0 9 * * 1".',
  timeZone: 'time_zone takes a name of the IANA time zone database, such as Europe/Berlin.',
  overlap:
    'overlap takes an ISO 8601 duration of weeks, days, hours, minutes and seconds, such as PT1H, up to P366D.',
  slug: 'slug takes 3 to 64 of a-z, 0-9 and "-".',
};

function findEveryProblem(text: string): string | undefined {
  const duration = parseDuration(text);
  // A day counts as 24 hours here, whatever clocks do.
  const isFit =
    duration !== undefined && maxLengthOf(duration) >= minPeriodMs && maxLengthOf(duration) <= maxPeriodMs;
  return isFit ? undefined : details.every;
}

function findOverlapProblem(text: string): string | undefined {
  const duration = parseDuration(text);
  const isFit = duration !== undefined && duration.months === 0 && maxLengthOf(duration) <= maxOverlapMs;
  return isFit ? undefined : details.overlap;
}

/** The body of POST /v1/rotations. The rules between its fields are in `findScheduleProblems`. */
export const rotationRequestBody = z.strictObject({
  name: nameOf(standingNamePattern, standingNameDetail),
  account: nameOf(accountNamePattern, fieldDetails.account),
  peer: z.exactOptional(peerField),
  every: z.exactOptional(checkedText(details.every, findEveryProblem)),
  cron: z.exactOptional(checkedText(details.cron, findCronProblem)),
  time_zone: z.exactOptional(
    checkedText(details.timeZone, (text) => (isTimeZone(text) ? undefined : details.timeZone)),
  ),
  overlap: z.exactOptional(checkedText(details.overlap, findOverlapProblem)),
  template: z.exactOptional(linkTemplate),
  slug: z.exactOptional(nameOf(slugPattern, details.slug)),
  callback_url: z.exactOptional(callbackUrlField),
});

/** The body of POST /v1/rotations/{name}/rotate, which may be left out. */
export const rotateRequestBody = z.strictObject({
  overlap: z.exactOptional(checkedText(details.overlap, findOverlapProblem)),
});

/** A valid body, before the account's default peer is filled in. */
export type ParsedRotationRequest = Omit<RotationRequest, 'peer'> & {
  peer?: string | Record<string, unknown>;
};

/** Reads a body and reports everything that is wrong with it at once. @param nowMs when a period of `every` begins. */
export function parseRotationRequest(
  body: Record<string, unknown>,
  nowMs: number,
):
  | { problems: FieldProblem[] }
  | {
      problems?: never;
      name: string;
      slug?: string;
      request: ParsedRotationRequest;
      schedule: Schedule;
      overlapMs: number;
    } {
  const parsed = rotationRequestBody.safeParse(body);
  const problems = [
    ...(parsed.success ? [] : toFieldProblems(parsed.error.issues, knownFields)),
    ...findTemplateProblems(body.template),
    ...findUnfit(body),
  ];
  if (!parsed.success || problems.length > 0) {
    return { problems };
  }
  const { name, slug, peer, template = {}, ...rest } = parsed.data;
  const schedule = scheduleOf(rest, nowMs);
  const { minMs } = periodLengths(schedule, nowMs);
  const overlapMs = overlapOf(rest, minMs);
  const late = findLengthProblems({ minMs, overlapMs }, rest);
  if (late.length > 0) {
    return { problems: late };
  }
  const request: ParsedRotationRequest = {
    ...rest,
    template: cleanTemplate(template),
    ...(peer === undefined ? {} : { peer: toStoredPeer(peer) }),
  };
  return { name, ...(slug === undefined ? {} : { slug }), request, schedule, overlapMs };
}

/** Reads the body of a request to rotate at once. */
export function parseRotateRequest(
  body: Record<string, unknown>,
): { problems: FieldProblem[] } | { problems?: never; overlapMs?: number } {
  const parsed = rotateRequestBody.safeParse(body);
  if (!parsed.success) {
    const names = Object.keys(rotateRequestBody.shape);
    return {
      problems: toFieldProblems(parsed.error.issues, () => ({ names, elsewhere: otherRequestNames })),
    };
  }
  const { overlap } = parsed.data;
  return overlap === undefined ? {} : { overlapMs: maxLengthOf(parseDuration(overlap) as Duration) };
}

function knownFields(path: PropertyKey[]): KnownFields {
  return path[0] === 'template'
    ? templateFields()
    : { names: Object.keys(rotationRequestBody.shape), elsewhere: otherRequestNames };
}

/** Rules between fields: only presence counts. */
function findUnfit({ every, cron, template }: Record<string, unknown>): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (every === undefined && cron === undefined) {
    problems.push({ field: 'every', detail: `Missing. ${details.every} Or send cron.` });
  }
  if (every !== undefined && cron !== undefined) {
    problems.push({ field: 'cron', detail: 'cron excludes every: they are two ways to say one thing.' });
  }
  if (typeof template === 'object' && template !== null && 'single_use' in template && template.single_use) {
    problems.push({
      field: 'template.single_use',
      detail: 'A link that everybody finds at one address cannot be for one person. Leave it out.',
    });
  }
  return problems;
}

function scheduleOf(
  { every, cron = '', time_zone: timeZone = 'UTC' }: Pick<RotationRequest, 'every' | 'cron' | 'time_zone'>,
  nowMs: number,
): Schedule {
  return every === undefined ? { cron, timeZone } : { every, anchorMs: nowMs, timeZone };
}

function overlapOf({ overlap }: Pick<RotationRequest, 'overlap'>, minMs: number): number {
  return overlap === undefined
    ? Math.min(usualOverlapMs, Math.floor(minMs / 2))
    : maxLengthOf(parseDuration(overlap) as Duration);
}

function findLengthProblems(
  { minMs, overlapMs }: { minMs: number; overlapMs: number },
  { cron }: Pick<RotationRequest, 'cron'>,
): FieldProblem[] {
  if (cron !== undefined && minMs < minPeriodMs) {
    return [
      {
        field: 'cron',
        detail: `cron has a period of ${minMs / 60_000} minutes. None may be shorter than 15.`,
      },
    ];
  }
  return overlapMs < minMs
    ? []
    : [
        {
          field: 'overlap',
          detail: `overlap must be shorter than the shortest period, which is ${formatDuration(minMs)}.`,
        },
      ];
}
