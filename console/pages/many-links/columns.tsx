import { Button } from '../../parts/button.tsx';
import { saveFile } from '../../parts/save-file.ts';
import { Table } from '../../parts/table.tsx';
import { text } from '../../strings.ts';

/** The columns that a file may have, and one to begin with. */
export function Columns() {
  const words = text.manyLinks;
  return (
    <details>
      <summary>{words.columns}</summary>
      <p class="dim">{words.columnsAbout}</p>
      <Table
        label={words.columns}
        rows={Object.entries(words.columnAbout)}
        keyOf={([name]) => name}
        columns={[
          { name: words.column, cell: ([name]) => <code>{name}</code> },
          { name: words.content, cell: ([, about]) => about },
        ]}
      />
      <div>
        <Button
          icon="download"
          onClick={() => saveFile('example.csv', new Blob([words.example], { type: 'text/csv' }))}
        >
          {words.exampleFile}
        </Button>
      </div>
    </details>
  );
}
