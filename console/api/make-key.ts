/** A new idempotency key. `randomUUID` is there on https only; these bytes are everywhere. */
export function makeKey(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `${prefix}-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
