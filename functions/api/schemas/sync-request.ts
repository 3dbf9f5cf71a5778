import { linkChangeFields } from './link-changes.ts';

/** What each field of a sync means, as `inviteRequestFields` says it for a request. */
export const syncRequestFields: Record<string, Record<string, unknown>> = {
  peer: {
    description:
      "The chat, in any form that a request takes. Without it, the account's default chat, if it has one.",
  },
  revoked: { description: 'Reads the revoked links too.' },
  admins: {
    description:
      "`all`: reads the links of all administrators, and adopts theirs too. Only the chat's creator may. Without it, the links of the account.",
  },
  priority: linkChangeFields.priority ?? {},
  callback_url: linkChangeFields.callback_url ?? {},
};

export const syncRequestDescription = 'Which links are read. Unknown fields are refused.';
