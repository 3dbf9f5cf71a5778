import { TelegramError } from '../../functions/core/rpc/rpc-error.ts';
import { describeFailure } from '../../operator/terminal/describe.ts';
import { InterruptedError, RefusedError } from '../../operator/terminal/operator-errors.ts';

/** Why a login has failed. */
export interface LoginFailure {
  /** Telegram's type, or `REFUSED`, `CANCELLED`, `EXPIRED`, `INTERNAL`. */
  type: string;
  /** What happened and what to do. */
  detail: string;
  /** Telegram wants no other try before. */
  waitSeconds?: number;
}

const endings: Record<string, string> = {
  CANCELLED: 'The login was cancelled. Nothing was stored.',
  EXPIRED: 'The login took too long, and was broken off. Nothing was stored. Begin again.',
};

/** @param stoppedBy why the login was broken off; undefined when it was not. */
export function describeLoginFailure(error: unknown, stoppedBy: string | undefined): LoginFailure {
  const ending = endings[stoppedBy ?? ''];
  if (stoppedBy !== undefined && ending !== undefined) {
    return { type: stoppedBy, detail: ending };
  }
  if (error instanceof TelegramError) {
    const { class: errorClass, type, argument } = error.rpc;
    const wait = errorClass === 'flood' && argument !== undefined ? { waitSeconds: argument } : {};
    return { type, detail: describeFailure(error), ...wait };
  }
  if (error instanceof RefusedError || error instanceof InterruptedError) {
    return { type: 'REFUSED', detail: error.message };
  }
  return {
    type: 'INTERNAL',
    detail: 'Something failed here. The output of "npm start" says more. Nothing was stored; try again.',
  };
}
