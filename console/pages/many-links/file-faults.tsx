import { Note } from '../../parts/problem-note.tsx';
import { Table } from '../../parts/table.tsx';
import { text } from '../../strings.ts';
import type { FileFault } from './check-file.ts';

/** Beyond these, faults are only counted. */
const maxShown = 50;

/** What is wrong in which row, and what to do. Nothing is sent before all of it is mended. */
export function FileFaults({ faults, rows }: { faults: FileFault[]; rows: number }) {
  const words = text.manyLinks;
  const faultyRows = new Set(faults.map(({ line }) => line)).size;
  return (
    <>
      <Note tone="bad" title={words.faulty(faultyRows, rows)}>
        {words.faultyNext}
      </Note>
      <Table
        label={words.faults}
        rows={faults.slice(0, maxShown)}
        keyOf={({ line, column, detail }) => `${line} ${column} ${detail}`}
        columns={[
          { name: words.line, cell: ({ line }) => line ?? words.wholeFile, isNumber: true },
          { name: words.column, cell: ({ column }) => (column === undefined ? '–' : <code>{column}</code>) },
          { name: words.found, cell: ({ value }) => (value === undefined ? '–' : shorten(value)) },
          { name: words.fix, cell: ({ detail }) => detail },
        ]}
      />
      {faults.length > maxShown && <p class="dim">{words.moreFaults(faults.length - maxShown)}</p>}
    </>
  );
}

function shorten(value: string): string {
  return value.length > 60 ? `${value.slice(0, 60)}…` : value;
}
