/**
 * The schema with every object closed that leaves open what else it may have. The document leaves answers open, so that
 * clients bear a new field; a field that the document does not have is a fault of ours all the same.
 */
export function closeObjects(schema: unknown): unknown {
  if (Array.isArray(schema)) {
    return schema.map(closeObjects);
  }
  if (typeof schema !== 'object' || schema === null) {
    return schema;
  }
  const members = Object.entries(schema).map(([name, member]) => [name, closeObjects(member)] as const);
  const closed = Object.fromEntries(members) as Record<string, unknown>;
  const isOpen = closed.type === 'object' && typeof closed.properties === 'object';
  return isOpen && closed.additionalProperties === undefined
    ? { ...closed, additionalProperties: false }
    : closed;
}
