import type { RequestRow } from '../../../cli/caller/request-row.ts';
import type { components } from '../../../client/openapi.ts';
import { writeCsv } from './csv.ts';

type Invite = components['schemas']['Invite'];

/** As the command line tool writes them: docs/command-line.md. */
const resultColumns = ['id', 'status', 'link', 'error', 'link_status', 'usage', 'requested', 'as_of'];

/** The caller's own columns, and what became of each row. @param inviteOf the invite of the row of that index. */
export function toResultFile(
  { columns, rows, delimiter }: { columns: string[]; rows: RequestRow[]; delimiter: string },
  inviteOf: (index: number) => Invite | undefined,
): string {
  const records = rows.map(({ cells }, index) => [
    ...columns.map((_, column) => cells[column] ?? ''),
    ...toCells(inviteOf(index)),
  ]);
  return writeCsv([[...columns, ...resultColumns], ...records], delimiter);
}

function toCells(invite: Invite | undefined): string[] {
  if (invite === undefined) {
    return resultColumns.map((name) => (name === 'status' ? 'unsent' : ''));
  }
  const { id, status, error, detail, link_status, usage, requested, as_of } = invite;
  return [
    id,
    status,
    invite.invite?.link ?? '',
    error ? `${error.type}: ${error.detail}` : (detail ?? ''),
    link_status ?? '',
    String(usage ?? ''),
    String(requested ?? ''),
    as_of ?? '',
  ];
}
