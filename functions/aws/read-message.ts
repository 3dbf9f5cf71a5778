/**
 * The JSON object in a message's body.
 * @returns undefined for anything this service did not write: such a message belongs in the dead-letter queue.
 */
export function readMessage(body: string): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}
