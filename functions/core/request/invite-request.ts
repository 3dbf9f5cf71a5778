import * as z from 'zod/mini';
import { accountNamePattern, accountNameRule } from '../account-name.ts';
import { maxLifeMs } from '../job-life.ts';
import { parsePeer } from '../peer/parse-peer.ts';
import type { Peer } from '../peer/peer.ts';
import { cleanTitle } from '../title.ts';
import { trimUnseen } from '../unseen-text.ts';
import { otherPricingNames, otherRequestNames } from './field-names.ts';
import { type FieldProblem, type KnownFields, toFieldProblems } from './field-problem.ts';
import { priorities } from './priority.ts';
import { findExclusions, findUnfit } from './request-exclusions.ts';
import {
  checkedText,
  flagOf,
  integerOf,
  nameOf,
  oneOf,
  says,
  secondsOf,
  textOf,
  titleOf,
  unixSecondOf,
} from './request-fields.ts';
import { findCallbackUrlProblem } from './webhook-url.ts';

/** Five years. A longer time could end after Telegram's 32-bit dates. */
export const maxExpiresInSeconds = 5 * 365 * 24 * 3600;

const maxMetadataPairs = 16;

export const peerField = z.unknown().check((context) => {
  const peer = parsePeer(context.value);
  if ('problem' in peer) {
    context.issues.push({ code: 'custom', input: context.value, message: peer.problem });
  }
});

// The running service decides whether an address of this machine is allowed.
export const callbackUrlField = checkedText('callback_url takes an https URL.', (text) =>
  findCallbackUrlProblem(text, true),
);

export const fieldDetails = {
  account: `account takes the name of an account: ${accountNameRule}.`,
  title: 'title takes 0 to 32 characters.',
  expireIn: `expire_in takes seconds: a whole number from 1 to ${maxExpiresInSeconds} (five years).`,
  usageLimit: 'usage_limit takes a whole number from 1 to 99999.',
  pricing: 'subscription_pricing takes an object of period and amount.',
  period: 'period takes 2592000 only (30 days, in seconds).',
  amount: 'amount takes a whole number of Stars from 1 to 10000.',
  trackJoins: 'track_joins takes true, "names" or false.',
  priority: `priority takes ${priorities.slice(0, -1).join(', ')} or ${priorities.at(-1)}.`,
  metadata: `metadata takes at most ${maxMetadataPairs} pairs of strings.`,
  metadataKey: 'A metadata key has 1 to 40 characters.',
  metadataValue: 'A metadata value is a string of 0 to 500 characters.',
};

export const trackJoinsField = oneOf([true, 'names', false] as const, fieldDetails.trackJoins);

const pricingFields = {
  period: integerOf(2_592_000, 2_592_000, fieldDetails.period),
  amount: integerOf(1, 10_000, fieldDetails.amount),
};

/**
 * The body of POST /v1/invites, with the names of Telegram's method. The rules between fields are in `findExclusions`,
 * so that their problems are reported together with those of the fields.
 * @see https://core.telegram.org/method/messages.exportChatInvite
 */
export const inviteRequestBody = z.strictObject({
  account: nameOf(accountNamePattern, fieldDetails.account),
  peer: z.exactOptional(peerField),
  /** The name of `peer` on older pages of the method. */
  chat_id: z.exactOptional(peerField),
  title: z.exactOptional(titleOf(fieldDetails.title)),
  expire_date: z.exactOptional(unixSecondOf('expire_date')),
  expire_in: z.exactOptional(secondsOf(maxExpiresInSeconds, 'expire_date', fieldDetails.expireIn)),
  usage_limit: z.exactOptional(integerOf(1, 99_999, fieldDetails.usageLimit)),
  request_needed: z.exactOptional(flagOf('request_needed takes true or false.')),
  subscription_pricing: z.exactOptional(z.strictObject(pricingFields, says(fieldDetails.pricing))),
  legacy_revoke_permanent: z.exactOptional(flagOf('legacy_revoke_permanent takes true or false.')),
  track_joins: z.exactOptional(trackJoinsField),
  single_use: z.exactOptional(flagOf('single_use takes true or false.')),
  deadline: z.exactOptional(unixSecondOf('deadline')),
  priority: z.exactOptional(z.enum(priorities, says(fieldDetails.priority))),
  callback_url: z.exactOptional(callbackUrlField),
  metadata: z.exactOptional(
    z
      .record(
        textOf(1, 40, fieldDetails.metadataKey),
        textOf(0, 500, fieldDetails.metadataValue),
        says(fieldDetails.metadata),
      )
      .check(z.refine((pairs) => Object.keys(pairs).length <= maxMetadataPairs, fieldDetails.metadata)),
  ),
});

/** A valid request before the account's default peer is filled in. */
export type ParsedInviteRequest = Omit<z.infer<typeof inviteRequestBody>, 'peer' | 'chat_id'> & {
  peer?: string | Record<string, unknown>;
};

/** An accepted request, as it is stored with its job and echoed. */
export type InviteRequest = ParsedInviteRequest & { peer: string | Record<string, unknown> };

/** The checked body, or its problems. The rules that involve the clock are in `findDateProblems`. */
export type InviteRequestAnswer =
  | { problems: FieldProblem[] }
  | { problems?: never; request: ParsedInviteRequest };

/** Reads a body and reports everything that is wrong with it at once. */
export function parseInviteRequest(body: Record<string, unknown>): InviteRequestAnswer {
  const parsed = inviteRequestBody.safeParse(body);
  const problems = [
    ...(parsed.success ? [] : toFieldProblems(parsed.error.issues, knownFields)),
    ...findReservedNames(body),
    ...findExclusions(body),
    ...findUnfit(body),
  ];
  if (!parsed.success || problems.length > 0) {
    return { problems };
  }
  const { peer, chat_id, title, ...rest } = parsed.data;
  const given = peer ?? chat_id;
  const cleaned = cleanTitle(title ?? '');
  return {
    request: {
      ...rest,
      ...(given === undefined ? {} : { peer: toStoredPeer(given) }),
      ...(cleaned === '' ? {} : { title: cleaned }),
      ...(rest.single_use ? { usage_limit: 1 } : {}),
    },
  };
}

/** The rules that involve the clock. An accepted request may break them later. A repeat of it must still be accepted. */
export function findDateProblems(request: ParsedInviteRequest, nowMs: number): FieldProblem[] {
  const { expire_date, deadline } = request;
  const problems: FieldProblem[] = [];
  if (expire_date !== undefined && expire_date * 1000 <= nowMs) {
    const hint =
      expire_date > maxExpiresInSeconds ? '' : ` For seconds from now write "expire_in": ${expire_date}.`;
    problems.push({ field: 'expire_date', detail: `expire_date is not in the future.${hint}` });
  }
  if (deadline !== undefined && deadline * 1000 <= nowMs) {
    problems.push({ field: 'deadline', detail: 'deadline is not in the future.' });
  }
  if (deadline !== undefined && deadline * 1000 > nowMs + maxLifeMs) {
    problems.push({ field: 'deadline', detail: 'deadline is more than 30 days ahead.' });
  }
  return problems;
}

/** Why this service refuses a valid callback_url. It may lead to this machine only when the whole service runs here. */
export function findCallbackProblems(
  { callback_url }: Pick<ParsedInviteRequest, 'callback_url'>,
  allowLocal: boolean,
): FieldProblem[] {
  const detail = callback_url === undefined ? undefined : findCallbackUrlProblem(callback_url, allowLocal);
  return detail === undefined ? [] : [{ field: 'callback_url', detail }];
}

/** Text is kept unchanged. An object is reduced to its peer, so that no message is stored with a job. */
export function toStoredPeer(given: unknown): string | Record<string, unknown> {
  if (typeof given !== 'object') {
    return trimUnseen(String(given));
  }
  const peer = parsePeer(given) as Peer;
  switch (peer.kind) {
    case 'channel':
      return peer.accessHash === undefined
        ? { _: 'peerChannel', channel_id: peer.channelId }
        : { _: 'inputPeerChannel', channel_id: peer.channelId, access_hash: peer.accessHash };
    case 'chat':
      return { _: 'inputPeerChat', chat_id: peer.chatId };
    case 'username':
      return `@${peer.username}`;
    case 'inviteHash':
      return `https://t.me/+${peer.hash}`;
  }
}

/** zod drops a key named __proto__ silently, so this is asked of the body as it came. */
export function findReservedNames({ metadata }: Record<string, unknown>): FieldProblem[] {
  return typeof metadata === 'object' && metadata !== null && Object.hasOwn(metadata, '__proto__')
    ? [{ field: 'metadata.__proto__', detail: 'This name is reserved. Choose another.' }]
    : [];
}

function knownFields(path: PropertyKey[]): KnownFields {
  return path[0] === 'subscription_pricing'
    ? { names: Object.keys(pricingFields), elsewhere: otherPricingNames }
    : { names: Object.keys(inviteRequestBody.shape), elsewhere: otherRequestNames };
}
