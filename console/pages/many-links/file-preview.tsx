import type { RequestRow } from '../../../cli/caller/request-row.ts';
import { Table } from '../../parts/table.tsx';
import { text } from '../../strings.ts';
import type { CheckedFile } from './check-file.ts';

const maxRows = 5;
const maxColumns = 6;

/** The first rows as they are understood. */
export function FilePreview({ file: { rows, columns } }: { file: CheckedFile }) {
  const { preview, line, moreRows, account } = text.manyLinks;
  return (
    <>
      <Table
        label={preview}
        rows={rows.slice(0, maxRows)}
        keyOf={(row) => String(row.line)}
        columns={[
          { name: line, cell: (row: RequestRow) => row.line, isNumber: true },
          ...(columns.includes('account')
            ? []
            : [{ name: account, cell: ({ request }: RequestRow) => String(request.account ?? '') }]),
          ...columns.slice(0, maxColumns).map((name, index) => ({
            name,
            cell: ({ cells }: RequestRow) => cells[index] ?? '',
          })),
        ]}
      />
      {rows.length > maxRows && <p class="dim">{moreRows(rows.length - maxRows)}</p>}
    </>
  );
}
