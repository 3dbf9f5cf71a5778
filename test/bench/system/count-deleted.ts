import type { StackEvent } from '../../../local/aws/aws-stack.ts';

/** How many messages of that queue were deleted according to this event. */
export function countDeleted(event: StackEvent, queueArn: string): number {
  if (event.type !== 'batch' || event.queueArn !== queueArn) {
    return 0;
  }
  return event.messageIds.length - event.failedIds.length;
}
