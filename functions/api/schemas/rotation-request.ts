import { inviteRequestFields } from './invite-request.ts';

/** What each field of a rotation means, as `inviteRequestFields` says it for a request. */
export const rotationRequestFields: Record<string, Record<string, unknown>> = {
  name: { description: 'Its name: no two of yours have the same.' },
  account: { description: 'The name of the account that makes the links.' },
  peer: inviteRequestFields.peer ?? {},
  every: {
    description:
      'How long a period is: an ISO 8601 duration from PT15M to P366D, counted from now. Years, months, weeks and days follow the calendar in `time_zone`. Either this or `cron`.',
    examples: ['P1D', 'PT6H', 'P1M'],
  },
  cron: {
    description:
      'When periods begin: minute, hour, day, month, weekday, in `time_zone`; also `L`, `W` and `#`. The first link is made at once. No period may be shorter than 15 minutes. Either this or `every`.',
    examples: ['0 9 * * 1'],
  },
  time_zone: {
    description: 'A name of the IANA time zone database. Without it, UTC.',
    examples: ['Europe/Berlin'],
  },
  overlap: {
    description:
      'How long a link still works after another one became the current one: an ISO 8601 duration of weeks, days, hours, minutes and seconds, shorter than the shortest period. Without it, an hour, or half of a shorter period.',
    examples: ['PT1H'],
  },
  template: {
    description: 'What every link has, in the words of `POST /v1/invites`. `single_use` is refused.',
  },
  slug: {
    description:
      'Makes `GET /j/{slug}` lead everybody to the current link. No two rotations have the same, also not of different tenants. Whoever guesses it may join, so choose one that is not guessed where that matters.',
  },
  callback_url: {
    description:
      'Gets a signed POST for each link that was made or could not be made, as the `callback_url` of an invite does. Without it, the callback URL of the API key, if it has one.',
    format: 'uri',
    maxLength: 2048,
  },
};

export const rotationRequestDescription =
  'A link that is replaced in each period. Unknown fields are refused.';

export const rotateRequestFields: Record<string, Record<string, unknown>> = {
  overlap: {
    description:
      'How long the current link still works: an ISO 8601 duration. `PT0S` revokes it as soon as the new one is made. Links before it that are not revoked yet work no longer than that either. Without it, the overlap of the rotation. `P366D` at most.',
    examples: ['PT0S'],
  },
};

export const rotateRequestDescription = 'How a rotation is rotated now.';
