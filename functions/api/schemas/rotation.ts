import * as z from 'zod/mini';
import { standingNamePattern } from '../../core/request/standing-name.ts';
import { slugPattern } from '../../core/rotation/rotation-request.ts';
import { errorClass, inviteIdPattern } from './invite.ts';
import { count, named, nextCursor, text, time } from './parts.ts';

const linkFields = {
  invite_id: text('The invite that the link was made for: GET /v1/invites/{id}.', {
    pattern: inviteIdPattern,
  }),
  link: text('The link.'),
  since: time('From when on it was the current one.'),
};

const endingFields = { ...linkFields, until: time('When another one became the current one.') };

const rotationFields = {
  name: text('Its name.', { pattern: standingNamePattern.source }),
  status: z.enum(['starting', 'active', 'failing', 'deleted']).check(
    z.meta({
      description:
        '`starting`: its first link is being made. `active`: it has a current link. `failing`: no new link can be made, and `error` says why; the current one stays. `deleted`: it makes no more links, and is gone once those that are to be revoked are.',
    }),
  ),
  account: text('The account that makes its links.'),
  peer: z.union([z.string(), z.record(z.string(), z.unknown())]).check(z.meta({ description: 'The chat.' })),
  every: z.exactOptional(text('How long a period is: an ISO 8601 duration.')),
  cron: z.exactOptional(text('When periods begin: five fields of cron.')),
  time_zone: text('The time zone of the periods.'),
  overlap: text(
    'How long a link still works after another one became the current one: an ISO 8601 duration.',
  ),
  template: z
    .record(z.string(), z.unknown())
    .check(z.meta({ description: 'What every link has, as it was asked for.' })),
  slug: z.exactOptional(text('Where everybody finds the current link.', { pattern: slugPattern.source })),
  path: z.exactOptional(text('The path of that address: GET /j/{slug}.')),
  current: z.exactOptional(z.object(linkFields).check(z.meta({ description: 'The current link.' }))),
  next_change_at: z.exactOptional(
    time(
      'When the next period begins. In the past while its link is being made. Absent until the first link is there.',
    ),
  ),
  making: z.exactOptional(
    z
      .object({
        invite_id: text('The invite of the link: GET /v1/invites/{id}.', { pattern: inviteIdPattern }),
        attempt: count('Which attempt it is.', 1),
        retry_at: z.exactOptional(time('The attempt before has failed: this one begins then.')),
      })
      .check(z.meta({ description: 'The link that is being made.' })),
  ),
  ending: z
    .array(z.object({ ...endingFields, revoke_at: time('When it is revoked.') }))
    .check(z.meta({ description: 'Links that were the current one and are not revoked yet, oldest first.' })),
  error: z.exactOptional(
    z
      .object({
        type: text("Telegram's error type, or a word of this service."),
        class: errorClass,
        detail: text('What happened and what to do.'),
        at: z.exactOptional(time('When the last attempt failed.')),
        failures: z.exactOptional(count('Attempts that failed since the last link was made.', 1)),
      })
      .check(z.meta({ description: 'Why no new link can be made.' })),
  ),
  created_at: time('When it was asked for.'),
  updated_at: time('When it last changed.'),
  deleted_at: z.exactOptional(time('When it was deleted.')),
};

export const rotation = named(
  'Rotation',
  'A link that is replaced in each period.',
  z.object({
    ...rotationFields,
    history: z.exactOptional(
      z
        .array(
          z.object({
            ...endingFields,
            revoked_at: z.exactOptional(time('When it was revoked.')),
            failure: z.exactOptional(text('Why it could not be revoked: an error type.')),
          }),
        )
        .check(
          z.meta({
            description:
              'The last 50 links that have ended, newest first. Only where one rotation is asked for.',
          }),
        ),
    ),
  }),
);

export const rotationPage = named(
  'RotationPage',
  'Your rotations, by name.',
  z.object({ rotations: z.array(rotation), next_cursor: nextCursor }),
);
