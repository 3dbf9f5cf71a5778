/** The known column that was probably meant by a wrong name; undefined when none is near. */
export function guessColumn(name: string, known: string[]): string | undefined {
  const [nearest] = known
    .map((column) => ({ column, edits: countEdits(toPlain(name), toPlain(column)) }))
    .filter(({ column, edits }) => edits <= Math.ceil(column.length / 3))
    .sort((a, b) => a.edits - b.edits);
  return nearest?.column;
}

/** Headings of spreadsheets have spaces and capitals. */
function toPlain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Levenshtein's distance. The caller's tool imports nothing of the service, which has one too. */
function countEdits(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of Array.from(from).entries()) {
    const current = [row + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
