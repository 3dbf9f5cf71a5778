/**
 * Sets the newest entry of a map, which drops its oldest entry beyond `maxEntries`. Bounds the memory of an execution
 * environment.
 */
export function remember<K, V>(map: Map<K, V>, key: K, value: V, maxEntries: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > maxEntries && oldest !== undefined) {
    map.delete(oldest);
  }
}
