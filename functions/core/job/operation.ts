/** What can be done to a link that exists. */
export const operationKinds = ['edit', 'revoke', 'delete', 'refresh'] as const;

export type OperationKind = (typeof operationKinds)[number];

/**
 * What an edit changes, in the words of the method that makes it: an absent field stays as it is, `0` removes a limit or a date,
 * an empty title removes the title.
 * @see https://core.telegram.org/method/messages.editExportedChatInvite
 */
export interface LinkChanges {
  title?: string;
  /** Unix seconds. */
  expire_date?: number;
  usage_limit?: number;
  request_needed?: boolean;
}

/** An operation on the link of an invite. A job with one changes that link, where any other job makes a link. */
export interface Operation {
  kind: OperationKind;
  /** The id of the job that made the link, or that the link was adopted as. */
  inviteId: string;
  /** Of an edit. */
  changes?: LinkChanges;
  /** A link that is not revoked yet is revoked before it is deleted. */
  revokeFirst?: true;
}
