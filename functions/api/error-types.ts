import { advice } from '../core/rpc/rpc-advice.ts';

/** What the `error` of an invite can be, and what to do about it. */
export interface ErrorType {
  type: string;
  class: ErrorClass;
  means: string;
}

export type ErrorClass = keyof typeof errorClasses;

/** What each class of errors asks for: `JobError.class` of functions/core/job/job.ts. */
export const errorClasses = {
  input: 'Telegram refuses something in the request: correct it and ask again.',
  rights: 'The account may not do this in this chat: grant the right, then ask again.',
  flood: 'Telegram asks for a wait: the service waits and goes on.',
  account_halted:
    'Telegram has limited the account. Its invites wait until its operator repairs and resumes it.',
  session_dead: 'The session has ended. The invites of the account wait until its operator logs it in again.',
  app: 'Telegram refuses the api_id of the account. Its invites wait until its operator logs it in with a valid one.',
  moved: 'The account lives in another data centre. Its invites wait until its operator checks it.',
  transient: 'A failure of Telegram that passes: the service tries again.',
  bug: 'A fault in this service: please report it.',
  unknown: 'An error that this service does not know: the service tries again.',
  account: 'The operator has halted the account (its invites wait) or removed it.',
  exhausted: 'The service has used up its attempts: look at Telegram, then ask again.',
  expired: 'The deadline passed: ask again with a later one.',
};

/** Errors that are not Telegram's: see functions/core. */
const ownErrors: ErrorType[] = [
  { type: 'ACCOUNT_HALTED', class: 'account', means: 'The operator has halted the account.' },
  {
    type: 'ACCOUNT_REMOVED',
    class: 'account',
    means: 'The operator removed the account before the link was made.',
  },
  {
    type: 'ATTEMPTS_EXHAUSTED',
    class: 'exhausted',
    means:
      "The service has used up its attempts, and the outcome is still unknown: a link may have been made, or changed. Look into the chat's invite links.",
  },
  {
    type: 'DEADLINE_PASSED',
    class: 'expired',
    means: 'The deadline passed before a link could be made. No link was made.',
  },
  {
    type: 'INVITE_NOT_MADE',
    class: 'input',
    means:
      'An operation was asked for on an invite that has no link: it ended without one, or is no longer kept.',
  },
  {
    type: 'INVITE_REVOKED',
    class: 'input',
    means:
      'The link was revoked before it could be edited. A revoked link cannot be edited: ask for a new one.',
  },
  {
    type: 'INVITE_NOT_REVOKED',
    class: 'input',
    means:
      'Telegram deletes revoked links only, and the link is not revoked. Revoke it first, or delete it with revoke=true.',
  },
  {
    type: 'EARLIER_OPERATION',
    class: 'transient',
    means:
      'A wait, not an error: the link is not made yet, or an operation that was accepted before this one is not done.',
  },
  {
    type: 'OUTCOME_UNKNOWN',
    class: 'transient',
    means:
      'A wait, not an error: a call in the same chat had no answer. Until its outcome is known, no link that would look the same is made there, and the link that it was about is not edited.',
  },
];

/** Telegram's errors and ours, by class and then in the order of the table that decides about them. */
export const errorTypes: ErrorType[] = [
  ...Object.entries(advice).flatMap(([errorClass, types]) =>
    Object.entries(types).map(([type, means]) => ({ type, class: errorClass as ErrorClass, means })),
  ),
  ...ownErrors,
];
