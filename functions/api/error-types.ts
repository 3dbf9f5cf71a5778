import { type Advice, advice, loginAdvice } from '../core/rpc/rpc-advice.ts';

/** What the `error` of an invite can be, and what to do about it. */
export interface ErrorType {
  type: string;
  class: ErrorClass;
  means: string;
  whatToDo: string;
  /** Whether only a login ends with it. No request to the API does. */
  isOfLogin: boolean;
}

export type ErrorClass = keyof typeof errorClasses;

/** What each class of errors asks for, where an error has no advice of its own: `JobError.class` of functions/core/job/job.ts. */
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

/** Errors that are not Telegram's: see functions/core and functions/worker. */
const ownErrors: Partial<Record<ErrorClass, Record<string, Advice>>> = {
  account: {
    ACCOUNT_HALTED: [
      'The operator has halted the account.',
      'Wait, or ask the operator: its invites go on when the account is resumed.',
    ],
    ACCOUNT_REMOVED: [
      'The operator removed the account before the link was made.',
      'Ask again with another account.',
    ],
  },
  session_dead: {
    SESSION_MISSING: ['The account has no session.', 'Log it in: its invites go on after that.'],
    SESSION_UNREADABLE: [
      "The account's session cannot be opened.",
      'Repair the key that it is sealed with and resume the account, or log it in again.',
    ],
  },
  exhausted: {
    ATTEMPTS_EXHAUSTED: [
      'The service has used up its attempts, and the outcome is still unknown: a link may have been made, or changed.',
      "Look into the chat's invite links, then ask again.",
    ],
  },
  expired: {
    DEADLINE_PASSED: 'The deadline passed before a link could be made. No link was made.',
    END_PASSED: [
      'The end that was asked for came before the link of a pool could get it, so the link was revoked.',
      'Take another.',
    ],
  },
  input: {
    INVITE_NOT_MADE: [
      'An operation was asked for on an invite that has no link: it ended without one, or is no longer kept.',
      'Ask for a new link.',
    ],
    INVITE_REVOKED: [
      'The link was revoked before it could be edited. A revoked link cannot be edited.',
      'Ask for a new one.',
    ],
    INVITE_NOT_REVOKED: [
      'Telegram deletes revoked links only, and the link is not revoked.',
      'Revoke it first, or delete it with revoke=true.',
    ],
    EDIT_NOT_DONE: [
      'The edit that gives a taken link its title and end was cancelled.',
      'Edit the link: PATCH /v1/invites/{id}.',
    ],
    CANCELLED: ['The request for the link of a rotation was cancelled.', 'Rotate it again.'],
    CHAT_PUBLIC_JOIN_REQUESTS: [
      'The chat is public and admits by join request: Telegram makes no other link for it.',
      "Give people the chat's own address.",
    ],
    CHAT_HAS_NO_LINKS: [
      'The chat is public and admits by join request: Telegram makes no links for it.',
      "Give people the chat's own address, and delete the pool.",
    ],
    INVITE_GONE: [
      'The invite of a link that a rotation was to revoke is no longer kept.',
      'If the link must not work any more, revoke it in Telegram.',
    ],
  },
  transient: {
    EARLIER_OPERATION: [
      'A wait, not an error: the link is not made yet, or an operation that was accepted before this one is not done.',
      'Nothing: it goes on when that is done.',
    ],
    OUTCOME_UNKNOWN: [
      'A wait, not an error: a call in the same chat had no answer. Until its outcome is known, no link that would look the same is made there, and the link that it was about is not edited.',
      'Nothing: it goes on when the outcome is known, in some minutes at most.',
    ],
  },
};

const loginTypes = [...Object.keys(loginAdvice), 'AUTH_RESTART', 'PHONE_MIGRATE', 'NETWORK_MIGRATE'];

/** Telegram's errors and ours, by class and then in the order of the table that decides about them. */
export const errorTypes: ErrorType[] = [advice, ownErrors].flatMap((table) =>
  Object.entries(table).flatMap(([errorClass, types]) =>
    Object.entries(types).map(([type, told]) => toErrorType(errorClass as ErrorClass, type, told)),
  ),
);

function toErrorType(errorClass: ErrorClass, type: string, told: Advice): ErrorType {
  const [means, whatToDo = errorClasses[errorClass]] = typeof told === 'string' ? [told] : told;
  return {
    type,
    class: errorClass,
    means: means.replace('data centre {X}', 'another data centre'),
    whatToDo,
    isOfLogin: loginTypes.includes(type),
  };
}
