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
  input: 'The request names something that Telegram does not take: correct it and ask again.',
  rights: 'The account may not do this in this chat: grant the right, then ask again.',
  flood: 'A wait of Telegram: sat out by itself.',
  account_halted: 'Telegram has limited the account: its operator repairs and resumes it, its invites wait.',
  session_dead: 'The account has to be logged in again by its operator, its invites wait.',
  app: 'The api_id of the account is refused: its operator logs it in with a valid one, its invites wait.',
  moved: 'The account lives in another data centre: its operator has it checked, its invites wait.',
  transient: 'A failure of Telegram that passes: tried again by itself.',
  bug: 'A fault in this service: please report it.',
  unknown: 'An error that this service does not know: tried again by itself.',
  account: 'The account was halted (its invites wait) or removed by its operator.',
  exhausted: 'Tried as often as an invite is tried: look at Telegram, then ask again.',
  expired: 'The deadline passed: ask again with a later one.',
};

/** Errors that are not Telegram's: see functions/core. */
const ownErrors: ErrorType[] = [
  { type: 'ACCOUNT_HALTED', class: 'account', means: 'The operator has halted the account.' },
  { type: 'ACCOUNT_REMOVED', class: 'account', means: 'The account was removed before the link was made.' },
  {
    type: 'ATTEMPTS_EXHAUSTED',
    class: 'exhausted',
    means:
      "The call was made as often as it may be, and its outcome was never known: a link may have been made. Look in the chat's invite links.",
  },
  {
    type: 'DEADLINE_PASSED',
    class: 'expired',
    means: 'The deadline passed before a link could be made. No link was made.',
  },
  {
    type: 'OUTCOME_UNKNOWN',
    class: 'transient',
    means:
      'No error but a wait: a call in the same chat had no answer, and until its outcome is known no other link is made there.',
  },
];

/** Telegram's errors and ours, by class and then in the order of the table that decides about them. */
export const errorTypes: ErrorType[] = [
  ...Object.entries(advice).flatMap(([errorClass, types]) =>
    Object.entries(types).map(([type, means]) => ({ type, class: errorClass as ErrorClass, means })),
  ),
  ...ownErrors,
];
