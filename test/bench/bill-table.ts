import { type Figure, figureOf } from './figure.ts';
import type { Bill } from './price.ts';
import type { Table } from './table.ts';

/** Dollars per million jobs. */
export function totalOf(bills: Bill[]): Figure {
  return figureOf(bills.map((bill) => bill.reduce((sum, { dollars }) => sum + dollars, 0)));
}

/** The same bill of each run. */
export function tabulateBills(title: string, bills: Bill[]): Table {
  const [first = []] = bills;
  function figure(index: number, name: 'count' | 'dollars') {
    return figureOf(bills.map((bill) => bill[index]?.[name] ?? 0));
  }
  return {
    title,
    columns: ['', 'per job', 'dollars per million jobs'],
    rows: [
      ...first.map(({ name }, index) => [name, figure(index, 'count'), figure(index, 'dollars')]),
      ['together', '', totalOf(bills)],
    ],
  };
}
