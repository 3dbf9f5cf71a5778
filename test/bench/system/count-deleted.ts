import type { StackEvent } from '../../../local/aws/aws-stack.ts';

/** How many messages of that queue this event says are done with. */
export function countDeleted(event: StackEvent, queueArn: string): number {
  if (event.type !== 'batch' || event.queueArn !== queueArn) {
    return 0;
  }
  return event.messageIds.length - event.failedIds.length;
}
