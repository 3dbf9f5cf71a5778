import type { SQSClient } from '@aws-sdk/client-sqs';
import { type Check, ok, wrong } from '../finding.ts';
import { findQueueUrl, queuePairsOf, withSqs } from '../queues.ts';

/**
 * A lease is kept for this much longer than its owner lives (core/drain-account.ts): a tool whose clock is ahead by more
 * takes one that is still held, and a second connection ends the session at Telegram.
 */
const maxSkewMs = 2_000;
/** A Date header has whole seconds. */
const secondMs = 1_000;

/** This machine's clock agrees with the clock of SQS. Every answer of SQS, also an error, has a Date header. */
export const checkClock: Check = {
  name: 'clock',
  run: (context) =>
    withSqs(context.system, async (sqs) => {
      const check = 'clock of this machine';
      const dateOf = watchDate(sqs);
      const [{ queueName }] = queuePairsOf(context.system);
      const sentAtMs = context.now();
      const failure = await findQueueUrl(sqs, queueName).then(
        () => undefined,
        (error: unknown) => error,
      );
      const receivedAtMs = context.now();
      const dateMs = Date.parse(dateOf() ?? '');
      if (Number.isNaN(dateMs)) {
        throw failure ?? new Error('The answer of SQS had no date.');
      }
      const aheadMs = Math.max(sentAtMs - (dateMs + secondMs), 0) - Math.max(dateMs - receivedAtMs, 0);
      if (Math.abs(aheadMs) <= maxSkewMs) {
        return [ok(check, 'agrees with SQS')];
      }
      const seconds = Math.round(Math.abs(aheadMs) / 1000);
      const detail = `Clock skew: it is ${aheadMs > 0 ? 'ahead of' : 'behind'} the clock of SQS by ${seconds} s.`;
      return [wrong(check, detail, 'sudo timedatectl set-ntp true, or set the clock by hand')];
    }),
};

/** Whatever SQS answers, also that there is no such queue. */
function watchDate(sqs: SQSClient): () => string | undefined {
  let date: string | undefined;
  sqs.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const { headers } = answer.response as { headers?: Record<string, string> };
      date = headers?.date ?? date;
      return answer;
    },
    { step: 'deserialize', priority: 'low' },
  );
  return () => date;
}
