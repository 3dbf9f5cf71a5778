import type { JoinReceipt, Receipt } from './callback-watch.ts';
import type { ReceiverFault } from './parts/receiver.ts';
import { receivePoint } from './plan/points.ts';
import type { Scene } from './scene.ts';

/** Watches the receiver of callbacks, and applies the planned faults to it. */
export function createReceiverWatch({ system, trace, faults, count, stops }: Scene) {
  const receipts: Receipt[] = [];
  const joinReceipts: JoinReceipt[] = [];
  return { receipts, joinReceipts, chooseReceiverFault, onReceipt, onJoinReceipt };

  async function chooseReceiverFault(who: string): Promise<ReceiverFault | undefined> {
    let chosen: ReceiverFault | undefined;
    for (const action of faults.pass('webhook', receivePoint, 'before')) {
      const process = stops.findProcess(who);
      if (action.type === 'kill' && process !== undefined) {
        stops.kill(process, 'before its callback is received');
        chosen = 'drop';
      }
      if (action.type === 'freeze' && process !== undefined) {
        await system.work.pause(stops.freeze(process, action.forMs, 'before its callback is received'));
      }
      if (action.type === 'receiver') {
        count(`receiver ${action.fault}`);
        trace.add('receiver', action.fault.toUpperCase());
        chosen = action.fault;
      }
    }
    return chosen;
  }

  function onReceipt(receipt: Receipt, who: string): void {
    count('callbacks received');
    receipts.push(receipt);
    trace.add('receiver', 'takes the event', { jobId: receipt.jobId });
    stops.stopAfter(who, faults.pass('webhook', receivePoint, 'after'), 'after its callback was received');
  }

  function onJoinReceipt(receipt: JoinReceipt, who: string): void {
    count('events of links received');
    joinReceipts.push(receipt);
    trace.add('receiver', `takes the event ${receipt.type}`);
    stops.stopAfter(who, faults.pass('webhook', receivePoint, 'after'), 'after its event was received');
  }
}
