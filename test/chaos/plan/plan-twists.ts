import type { Random } from '../random.ts';
import type { DeliveryTwist } from './schedule.ts';

/** What happens to the first batches of a queue. */
export function drawTwists(random: Random): DeliveryTwist[] {
  return Array.from({ length: 12 }, () =>
    random.weighted<DeliveryTwist>([
      [70, 'none'],
      [7, 'twice'],
      [6, 'again'],
      [5, 'late'],
      [6, 'lose-deletion'],
      [6, 'reversed'],
    ]),
  );
}
