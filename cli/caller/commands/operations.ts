import type { JsonOption } from '../../../operator/terminal/program.ts';
import { alignColumns } from '../../../operator/terminal/table.ts';
import type { CallerContext } from '../caller-context.ts';
import { describeOperation } from '../format.ts';
import { loadPages, printFound } from '../load-pages.ts';
import type { LinkOperation } from '../resources.ts';

export interface OperationsOptions extends JsonOption {
  invite?: string;
  kind?: string;
  key?: string;
  limit: number;
}

/** `operations`: what was done to links, and which key asked for it, newest first. */
export async function operations(
  context: CallerContext,
  { json, limit, ...filters }: OperationsOptions,
): Promise<void> {
  const found = await loadPages<LinkOperation>(context, '/v1/operations', filters, limit);
  if (json) {
    context.print(JSON.stringify(found.items, null, 2));
    return;
  }
  printFound(context, found, (items) =>
    alignColumns(items.map((operation) => toCells(operation, context.now()))).join('\n'),
  );
}

function toCells(operation: LinkOperation, nowMs: number): string[] {
  const { id, created_at, kind, status, invite_id = '', key = '' } = operation;
  return [
    id,
    created_at.slice(0, 19).replace('T', ' '),
    kind,
    status,
    invite_id,
    key,
    describeOperation(operation, nowMs),
  ];
}
