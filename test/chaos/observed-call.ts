import type { DataCentreEvent } from '../../telegram-emulator/data-centre-event.ts';

/** A call at Telegram, with its process and its purpose. */
export type ObservedCall = Extract<DataCentreEvent, { type: 'call' }> & {
  who: string;
  accountId: string;
  /** The place of the chat that it names among the account's chats. */
  chat: number | undefined;
  /** The key under which the product stores a wait for this chat. */
  chatScope: string;
  /** True when its wait is for this chat only. */
  isOfChat: boolean;
  /** When the answer reached the process's socket; undefined when it never did. */
  arrivedAtMs: number | undefined;
};
