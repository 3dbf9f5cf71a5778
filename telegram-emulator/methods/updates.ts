import type { TlObject } from '../tl/parse-schema.ts';
import { findInputChannel } from './input-peers.ts';
import { type MethodContext, type MethodGroup, requireUser } from './method.ts';

/** The update state never changes here (https://core.telegram.org/api/updates). */
const PTS = 1;

export const updateMethods: MethodGroup = {
  'updates.getState': (context: MethodContext) => {
    requireUser(context);
    return { _: 'updates.state', pts: PTS, qts: 0, date: context.now, seq: 1, unread_count: 0 };
  },
  'updates.getDifference': (context: MethodContext) => {
    requireUser(context);
    return { _: 'updates.differenceEmpty', date: context.now, seq: 1 };
  },
  'updates.getChannelDifference': (context: MethodContext, { channel }: { channel: TlObject }) => {
    findInputChannel(context.world, requireUser(context), channel);
    return { _: 'updates.channelDifferenceEmpty', final: true, pts: PTS };
  },
};
