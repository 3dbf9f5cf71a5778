/**
 * The layers that are served: those between the oldest and the newest whose schema is public. layers.tl has what differs in them.
 * Layer 210 has two public schemas, which differ in what is sent here.
 */
const SERVED: [first: number, last: number][] = [
  [181, 190],
  [192, 209],
  [211, 212],
  [214, 214],
  [216, 218],
  [220, 225],
  [227, 229],
];

export function isLayerServed(layer: number): boolean {
  return SERVED.some(([first, last]) => layer >= first && layer <= last);
}

/** All of them, in order. */
export function servedLayers(): number[] {
  return SERVED.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
}
