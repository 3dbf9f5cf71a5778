/** The figure of a benchmark over its runs: the median and the spread. */
export interface Figure {
  median: number;
  min: number;
  max: number;
  runs: number;
}

/** @throws RangeError without a value, because a part that measured nothing has failed. */
export function figureOf(values: number[]): Figure {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) {
    throw new RangeError('no run gave a value');
  }
  return { median: quantileOf(sorted, 0.5), min, max, runs: sorted.length };
}

/** Each round's first value over its second. A disturbance of a whole round does not change the ratio. */
export function ratioOf(pairs: [number, number][]): Figure {
  return figureOf(pairs.map(([value, rival]) => value / rival));
}

/** The value below which `share` (0 to 1) of the sorted values lie, interpolated between two values. */
export function quantileOf(sorted: number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  if (below === undefined || above === undefined) {
    throw new RangeError('no run gave a value');
  }
  return below + (above - below) * (position - Math.floor(position));
}
