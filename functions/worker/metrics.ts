import { recordEnd } from '../aws/job-metrics.ts';
import { telegramWord } from '../aws/log.ts';
import type { MetricName, RecordMetric } from '../aws/metrics.ts';
import type { DrainDeps } from '../core/drain/drain-account.ts';
import type { TelegramAccount } from '../core/drain/telegram-account.ts';
import type { Job } from '../core/job/job.ts';
import { nextTendingReason } from '../core/job/tending.ts';
import { nextLookReason } from '../core/job/watch-transitions.ts';
import {
  deleteMethod,
  editMethod,
  exportMethod,
  listMethod,
  refreshMethod,
  resolveMethods,
} from '../core/rpc/methods.ts';
import { TelegramError } from '../core/rpc/rpc-error.ts';

type Measured = Pick<DrainDeps, 'saveJob' | 'saveRotation' | 'takeLease' | 'saveTrouble' | 'connect'>;

/** Wraps functions of the drain so that they record metrics. The domain itself knows of none. */
export function measureWorker(deps: Measured, record: RecordMetric): Measured {
  return {
    async saveJob(next) {
      const isSaved = await deps.saveJob(next);
      if (isSaved) {
        recordEnd(record, next);
        recordWait(record, next);
      }
      return isSaved;
    },
    async saveRotation(next) {
      const isSaved = await deps.saveRotation(next);
      // Every other change leaves an earlier failure as it was.
      if (isSaved && next.trouble?.atMs === next.updatedAtMs) {
        record('RotationFailures', 1);
      }
      return isSaved;
    },
    async takeLease(accountId, lease) {
      const answer = await deps.takeLease(accountId, lease);
      if (answer.kind === 'held') {
        record('LeaseConflicts', 1);
      }
      return answer;
    },
    async saveTrouble(accountId, fence, status, trouble) {
      await deps.saveTrouble(accountId, fence, status, trouble);
      record('AccountTroubles', 1, status);
    },
    async connect(account, untilMs) {
      const telegram = await measureCall(record, 'connect', () => deps.connect(account, untilMs));
      return measureTelegram(telegram, record);
    },
  };
}

function recordWait(record: RecordMetric, { status, wait, updatedAtMs }: Job): void {
  if (status === 'waiting' && wait !== undefined && !isRoutine(wait.reason)) {
    // Metrics are log lines too, and the type of an unlisted error may be any text.
    const reason = telegramWord.test(wait.reason) ? wait.reason : 'other';
    record('Waits', 1, reason);
    record('WaitLength', Math.max(wait.retryAtMs - updatedAtMs, 0), reason);
  }
}

function measureTelegram(telegram: TelegramAccount, record: RecordMetric): TelegramAccount {
  return {
    ...telegram,
    resolvePeer: (peer) => measureCall(record, resolveMethods[peer.kind], () => telegram.resolvePeer(peer)),
    exportChatInvite: (peer, request) =>
      measureCall(record, exportMethod, () => telegram.exportChatInvite(peer, request)),
    editLink: (...given) => measureCall(record, editMethod, () => telegram.editLink(...given)),
    revokeLink: (...given) => measureCall(record, editMethod, () => telegram.revokeLink(...given)),
    deleteLink: (...given) => measureCall(record, deleteMethod, () => telegram.deleteLink(...given)),
    getLink: (...given) => measureCall(record, refreshMethod, () => telegram.getLink(...given)),
    listExportedInvites(peer, sinceSeconds) {
      record('Reconciliations', 1);
      return measureCall(record, listMethod, () => telegram.listExportedInvites(peer, sinceSeconds));
    },
  };
}

/** Counts errors by class: there are too many types, and the log lines have those. */
async function measureCall<T>(record: RecordMetric, method: MetricName, call: () => Promise<T>): Promise<T> {
  try {
    const answer = await call();
    record(method, 1, 'ok');
    return answer;
  } catch (error) {
    const rpc = error instanceof TelegramError ? error.rpc : undefined;
    if (rpc?.type !== 'CALL_NOT_MADE') {
      record(method, 1, rpc?.class ?? 'fault');
    }
    throw error;
  }
}

/** Between two looks, or tendings, nobody waits. */
function isRoutine(reason: string): boolean {
  return reason === nextLookReason || reason === nextTendingReason;
}
