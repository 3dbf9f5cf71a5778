/** What Telegram's users have written may hold control characters, which a terminal would obey, and line breaks. */
export function toPlainText(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/** Lines of columns, each as wide as its widest cell. The last is not padded: texts of unknown width belong there. */
export function alignColumns(rows: string[][]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, cell.length);
    }
  }
  return rows.map((row) => {
    const last = row.length - 1;
    return row.map((cell, index) => (index === last ? cell : cell.padEnd(widths[index] ?? 0))).join('  ');
  });
}
