import * as z from 'zod/mini';
import { accountNamePattern } from '../../core/account-name.ts';
import { linkStatuses } from '../../core/job/link-status.ts';
import { priorities } from '../../core/request/priority.ts';
import { errorClasses } from '../error-types.ts';
import { count, flag, named, nextCursor, text, time } from './parts.ts';

export const inviteIdPattern = '^inv_[0-7][0-9A-HJKMNP-TV-Z]{25}$';
export const batchIdPattern = '^bat_[0-7][0-9A-HJKMNP-TV-Z]{25}$';

/** The states of a job, each with what it means: `JobStatus` of functions/core/job/job.ts. */
export const inviteStatuses = {
  queued: 'it waits for its turn',
  running: 'a worker is making the link',
  waiting: '`wait.reason` says what for, `wait.retry_at` until when',
  blocked: 'its account needs its operator, and `error` says why; it goes on when the account is repaired',
  succeeded: 'final: `invite.link` is the link',
  failed: 'final: `error` says why',
  cancelled: 'final: you cancelled it',
  expired: 'final: its deadline passed',
};

export const inviteStatus = named(
  'InviteStatus',
  Object.entries(inviteStatuses)
    .map(([status, meaning]) => `- \`${status}\`: ${meaning}`)
    .join('\n'),
  z.enum(Object.keys(inviteStatuses) as (keyof typeof inviteStatuses)[]),
);

export const errorClass = named(
  'ErrorClass',
  Object.entries(errorClasses)
    .map(([name, meaning]) => `- \`${name}\`: ${meaning}`)
    .join('\n'),
  z.enum(Object.keys(errorClasses) as (keyof typeof errorClasses)[]),
);

export const inviteError = named(
  'InviteError',
  'Why an invite or an operation failed, expired or is blocked. `/problems/{type}` explains each type.',
  z.object({
    type: text(
      "Telegram's own error type, such as `CHAT_ADMIN_REQUIRED`, or one of `ACCOUNT_HALTED`, `ACCOUNT_REMOVED`, `ATTEMPTS_EXHAUSTED`, `DEADLINE_PASSED`, and for operations `INVITE_NOT_MADE`, `INVITE_REVOKED`, `INVITE_NOT_REVOKED`.",
    ),
    class: errorClass,
    code: z.exactOptional(
      z
        .int()
        .check(z.meta({ description: "Telegram's numeric code, if Telegram answered. Decide by `type`." })),
    ),
    detail: text('What happened and what to do, in a sentence or two.'),
  }),
);

export const subscriptionPricing = named(
  'SubscriptionPricing',
  'What a member pays: https://core.telegram.org/api/subscriptions#channel-subscriptions',
  z.object({
    period: z.literal(2_592_000).check(z.meta({ description: 'Seconds. Telegram takes 30 days only.' })),
    amount: z
      .int()
      .check(z.gte(1), z.lte(10_000), z.meta({ description: 'Telegram Stars for each period.' })),
  }),
);

export const exportedInvite = named(
  'ExportedInvite',
  'The link, with the field names of https://core.telegram.org/constructor/chatInviteExported',
  z.object({
    link: text(
      'The link itself. People report that Telegram may call a new link expired for its first seconds.',
      { format: 'uri' },
    ),
    admin_id: text('User id of the account that made it. It has 64 bits, so it is a string.', {
      pattern: '^\\d+$',
    }),
    date: count('When it was made, in Unix seconds.'),
    permanent: flag("Whether it is the account's own permanent link for the chat."),
    request_needed: flag('Whether joins need the approval of an administrator.'),
    revoked: flag('Whether it was revoked.'),
    title: z.exactOptional(text('Shown to administrators only.')),
    expire_date: z.exactOptional(count('When it ends, in Unix seconds.')),
    usage_limit: z.exactOptional(count('How many people may join by it.', 1)),
    subscription_pricing: z.exactOptional(subscriptionPricing),
  }),
);

export const inviteWait = named(
  'InviteWait',
  'What a waiting invite waits for.',
  z.object({
    reason: text(
      "Telegram's error type such as `FLOOD_WAIT`, `OUTCOME_UNKNOWN` while nobody knows what came of a call, or `EARLIER_OPERATION`: an operation waits for what was asked for before it on the same link.",
    ),
    method: z.exactOptional(
      text("Telegram's method that must not be called meanwhile, such as `messages.exportChatInvite`."),
    ),
    retry_at: time('When it goes on.'),
  }),
);

export const inviteBatch = named(
  'InviteBatch',
  'The batch that the invite was made in.',
  z.object({
    id: text('The id of the batch: GET /v1/batches/{id}.', { pattern: batchIdPattern }),
    index: count('Its place in the batch, counted from 0.'),
  }),
);

export const inviteCallback = named(
  'InviteCallback',
  'The webhook of the invite, and the state of its delivery.',
  z.object({
    url: text('Where the event goes when the invite is final.', { format: 'uri' }),
    status: z.enum(['pending', 'delivered', 'failed', 'disabled']).check(
      z.meta({
        description:
          '`pending`: not yet delivered. `failed`: given up after a day. `disabled`: the service sends nothing to this URL any more, because every delivery failed for 3 days or the URL answered 410.',
      }),
    ),
    attempts: count('How often delivery was tried.'),
    last_error: z.exactOptional(text('Why the last attempt failed.')),
  }),
);

export const trackJoins = z.literal([true, 'names', false]).check(
  z.meta({
    description:
      'What is told of those who join by the link: `true`: the user id; `names`: the first name and the username too; `false` or absent: nothing.',
  }),
);

export const invite = named(
  'Invite',
  'A request for one link, and its state. It echoes the fields of the request as the service understood them.',
  z.object({
    id: text('The id of the invite.', { pattern: inviteIdPattern }),
    status: inviteStatus,
    account: text('The account that makes the link.', { pattern: accountNamePattern.source }),
    peer: z
      .union([z.string(), z.record(z.string(), z.unknown())])
      .check(
        z.meta({ description: 'The chat, as the request named it. A whole message is reduced to its peer.' }),
      ),
    title: z.exactOptional(text('Title of the link.')),
    expire_date: z.exactOptional(count('As requested, in Unix seconds.')),
    expire_in: z.exactOptional(count('As requested, in seconds from the moment the link is made.', 1)),
    usage_limit: z.exactOptional(count('As requested.', 1)),
    request_needed: z.exactOptional(flag('As requested.')),
    subscription_pricing: z.exactOptional(subscriptionPricing),
    legacy_revoke_permanent: z.exactOptional(flag('As requested.')),
    track_joins: z.exactOptional(trackJoins),
    single_use: z.exactOptional(flag('As requested: the link is revoked when the first join by it is seen.')),
    metadata: z.exactOptional(
      z.record(z.string(), z.string()).check(z.meta({ description: 'As requested.' })),
    ),
    deadline: z.exactOptional(count('As requested, in Unix seconds.')),
    priority: z.exactOptional(
      z
        .enum(priorities)
        .check(z.meta({ description: 'As requested, or the usual one. Older invites have none.' })),
    ),
    origin: z.exactOptional(
      z.literal('adopted').check(
        z.meta({
          description:
            'A sync has found the link, and this service has not made it. Absent on every other invite.',
        }),
      ),
    ),
    batch: z.exactOptional(inviteBatch),
    pool: z.exactOptional(text('The name of the pool that its link was made for.')),
    taken_at: z.exactOptional(time('When its link was taken from the pool.')),
    settled: z.exactOptional(
      flag('Of a taken link: whether it has the title and the end that were asked for.'),
    ),
    settle_error: z.exactOptional(inviteError),
    attempts: count("How many calls of Telegram's method were begun so far."),
    created_at: time('When it was accepted.'),
    updated_at: time('When it last changed.'),
    cancel_requested_at: z.exactOptional(
      time('When it was cancelled. Present while the outcome of a call is still unknown.'),
    ),
    finished_at: z.exactOptional(time('When it became final. It is kept for 30 days after that.')),
    wait: z.exactOptional(inviteWait),
    outcome: z.exactOptional(
      z.enum(['chatInviteExported', 'chatInvitePublicJoinRequests']).check(
        z.meta({
          description:
            'What Telegram answered: https://core.telegram.org/type/ExportedChatInvite. With `chatInvitePublicJoinRequests` there is no link: the chat is public, and people join at its own address.',
        }),
      ),
    ),
    invite: z.exactOptional(z.nullable(exportedInvite)),
    link_status: z.exactOptional(
      z.enum(linkStatuses).check(
        z.meta({
          description:
            'Whether people can join by the link: `active`, `expired` (by its date), `used_up` (by its limit), `revoked`, `deleted`, or `unknown` (an operation was given up whose last call may have been executed: refresh it). All but `expired` and `unknown` are as Telegram told at `as_of`.',
        }),
      ),
    ),
    usage: z.exactOptional(count('How many have joined by the link, as Telegram told at `as_of`.')),
    requested: z.exactOptional(count('How many requests to join wait for an administrator, likewise.')),
    as_of: z.exactOptional(time('When Telegram last told of the link.')),
    replaced_by: z.exactOptional(exportedInvite),
    detail: z.exactOptional(text('Why there is no link although the invite succeeded.')),
    error: z.exactOptional(inviteError),
    callback: z.exactOptional(inviteCallback),
  }),
);

export const invitePage = named(
  'InvitePage',
  'Invites, newest first.',
  z.object({ items: z.array(invite), next_cursor: nextCursor }),
);
