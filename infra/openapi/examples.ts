/** A request and its answer, by operation, as the local system gave them. */
export const examples: Record<string, { request?: unknown; answer?: unknown }> = {};

/** Problem details by slug, as the API gave them. */
export const problemExamples: Record<string, unknown> = {};
