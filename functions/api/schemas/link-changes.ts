import { inviteRequestFields } from './invite-request.ts';

/** What each field of an edit means, as `inviteRequestFields` says it for a request. */
export const linkChangeFields: Record<string, Record<string, unknown>> = {
  title: { description: 'The new title, shown to administrators only. `null` or an empty one removes it.' },
  expire_date: {
    description: 'When the link ends: Unix seconds, in the future. `null` removes the end.',
  },
  expire_in: {
    description:
      'When the link ends: seconds counted from when this request is accepted. `null` removes the end.',
  },
  usage_limit: { description: 'How many people may join by the link. `null` removes the limit.' },
  request_needed: {
    description: 'Joins need the approval of an administrator. Excludes a usage limit.',
  },
  track_joins: {
    description:
      'What is told of those who join by the link from now on, as in a request: `true`, `"names"` or `false`. Alone it takes also the permanent link of the account, and links of other makers.',
  },
  priority: { description: 'Which operations of the account come first. Without it, `normal`.' },
  callback_url: {
    ...inviteRequestFields.callback_url,
    description:
      'Gets a signed POST when the operation is final. Without it, the callback URL of the API key, if it has one.',
  },
};

export const linkChangesDescription =
  'What is to be changed about a link: one field at least. Unknown fields are refused.';
