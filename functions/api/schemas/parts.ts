import * as z from 'zod/mini';

/** A part of an answer that has a name of its own in the OpenAPI document. */
export function named<T extends z.ZodMiniType>(id: string, description: string, schema: T): T {
  z.globalRegistry.add(schema, { id, description });
  return schema;
}

/** A text with what it means. */
export function text(description: string, more: Record<string, unknown> = {}) {
  return z.string().check(z.meta({ description, ...more }));
}

/** A time as every answer writes it. */
export function time(description: string) {
  return text(`${description} RFC 3339, in UTC.`, { format: 'date-time' });
}

/** A whole number from `least` on. */
export function count(description: string, least = 0) {
  return z.int().check(z.gte(least), z.meta({ description }));
}

export function flag(description: string) {
  return z.boolean().check(z.meta({ description }));
}

/** What any cursor is made of. */
export const cursorPattern = '^[A-Za-z0-9_-]+$';

/** The cursor of a page; absent on the last one. */
export const nextCursor = z.exactOptional(
  text(
    'Present while there is more. Send it as `cursor`, unchanged. A short or empty page can have one too.',
    { pattern: cursorPattern },
  ),
);
