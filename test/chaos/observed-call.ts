import type { DataCentreEvent } from '../../telegram-emulator/data-centre-event.ts';

/** A call at Telegram, with whose it is and what it is for. */
export type ObservedCall = Extract<DataCentreEvent, { type: 'call' }> & {
  who: string;
  accountId: string;
  /** The account's chat that it names, by its place. */
  chat: number | undefined;
  /** What the product keeps a wait under that is for this chat. */
  chatScope: string;
  /** A wait that it meets is for this chat alone. */
  isOfChat: boolean;
  /** When the answer had reached the socket of the process; undefined when it never did. */
  arrivedAtMs: number | undefined;
};
