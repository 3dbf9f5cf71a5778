/** Codes of bad_msg_notification (https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message). */
export type BadMsgCode = 16 | 17 | 18 | 19 | 20 | 32 | 33 | 34 | 35 | 64;

/**
 * A client's message is refused when its id is older than this, or further ahead than this. That includes a message
 * that the network held back (https://core.telegram.org/mtproto/description#message-identifier-msg-id).
 */
const MAX_AGE_MS = 300_000;
const MAX_AHEAD_MS = 30_000;

/** Ids kept per session to find repeats and misordered sequence numbers. */
const MAX_KEPT_MESSAGES = 500;

/** Checks a client's message id against the clock; undefined when it is good. */
export function checkMsgId(msgId: bigint, nowMs: number): BadMsgCode | undefined {
  // Unix time times 2^32; as a number it is exact to less than a millisecond.
  const ageMs = Math.floor(nowMs - (Number(BigInt.asUintN(64, msgId)) / 2 ** 32) * 1000);
  if (ageMs > MAX_AGE_MS) {
    return 16;
  }
  if (ageMs < -MAX_AHEAD_MS) {
    return 17;
  }
  return msgId % 4n === 0n ? undefined : 18;
}

export interface ReceivedMessages {
  has(msgId: bigint): boolean;
  /** Older than all kept ids, so nobody can tell whether it was received before. */
  isTooOldToTell(msgId: bigint): boolean;
  /** Checks the sequence number of a message that is not added yet. */
  checkSeqNo(msgId: bigint, seqNo: number, isContentRelated: boolean): BadMsgCode | undefined;
  add(msgId: bigint, seqNo: number): void;
  newestMsgId(): bigint | undefined;
}

/** The messages a session has received, for the rules that span messages. */
export function createReceivedMessages(): ReceivedMessages {
  const seqNos = new Map<bigint, number>();
  let forgottenUpTo = 0n;

  /** https://core.telegram.org/mtproto/description#message-sequence-number-msg-seqno */
  function checkSeqNo(msgId: bigint, seqNo: number, isContentRelated: boolean): BadMsgCode | undefined {
    const isOdd = seqNo % 2 === 1;
    if (isOdd !== isContentRelated) {
      return isContentRelated ? 35 : 34;
    }
    for (const [otherId, otherSeqNo] of seqNos) {
      const isTaken = otherSeqNo === seqNo && isOdd;
      if (otherId < msgId && (otherSeqNo > seqNo || isTaken)) {
        return 32;
      }
      if (otherId > msgId && (otherSeqNo < seqNo || isTaken)) {
        return 33;
      }
    }
    return undefined;
  }

  function add(msgId: bigint, seqNo: number): void {
    seqNos.set(msgId, seqNo);
    if (seqNos.size <= MAX_KEPT_MESSAGES) {
      return;
    }
    const [oldest] = seqNos.keys();
    if (oldest === undefined) {
      return;
    }
    seqNos.delete(oldest);
    if (oldest > forgottenUpTo) {
      forgottenUpTo = oldest;
    }
  }

  return {
    has: (msgId) => seqNos.has(msgId),
    isTooOldToTell: (msgId) => msgId <= forgottenUpTo,
    checkSeqNo,
    add,
    newestMsgId: () => [...seqNos.keys()].reduce<bigint | undefined>(maxId, undefined),
  };
}

function maxId(newest: bigint | undefined, msgId: bigint): bigint {
  return newest === undefined || msgId > newest ? msgId : newest;
}
