import type { Job } from '../job/job.ts';
import type { LinkOperationKind, Operation } from '../job/operation.ts';
import {
  adminLogMethod,
  adminsMethod,
  decideAllMethod,
  decideMethod,
  deleteMethod,
  editMethod,
  exportMethod,
  importersMethod,
  listMethod,
  refreshMethod,
} from '../rpc/methods.ts';
import { deleteRules } from './delete-link.ts';
import { editRules } from './edit-link.ts';
import type { OperationRules } from './operation-rules.ts';
import { refreshRules } from './refresh-link.ts';
import { revokeRules } from './revoke-link.ts';

/** Each kind of operation on a link has a row here, a name in `linkOperationKinds`, and its rules in a file of its own. */
export const rulesOf: Record<LinkOperationKind, OperationRules> = {
  edit: editRules,
  revoke: revokeRules,
  delete: deleteRules,
  refresh: refreshRules,
};

const methods: Record<Operation['kind'], string> = {
  edit: editMethod,
  revoke: editMethod,
  delete: deleteMethod,
  refresh: refreshMethod,
  sync: listMethod,
  approve: decideMethod,
  decline: decideMethod,
  requests: importersMethod,
  watch: adminLogMethod,
  // Standing work is tended without a call.
  pool: editMethod,
  rotation: editMethod,
};

/** An operation may call all of them: it looks at the link where Telegram's answer leaves something open. */
const operationMethods: readonly string[] = [...Object.values(methods), adminsMethod, decideAllMethod];

/** Whether the method is the job's own call, whose answer settles its outcome; others find its chat, or look for its link. */
export function isOwnCall({ operation }: Pick<Job, 'operation'>, method: string): boolean {
  return operation === undefined ? method === exportMethod : operationMethods.includes(method);
}

/** The method that the job is there to call. */
export function methodOf({ operation }: Pick<Job, 'operation'>): string {
  if (operation === undefined) {
    return exportMethod;
  }
  return isDecisionOfAll(operation) ? decideAllMethod : methods[operation.kind];
}

function isDecisionOfAll(operation: Operation): boolean {
  return (operation.kind === 'approve' || operation.kind === 'decline') && operation.userId === undefined;
}
