import recorded from './examples.json' with { type: 'json' };

/** A request and its answer. */
export interface Example {
  request?: unknown;
  status: number;
  answer: unknown;
}

/** By operation, as the local system gave them. */
export const examples: Record<string, Example> = recorded.examples;

/** Problem details by slug, as the API gave them. */
export const problemExamples: Record<string, unknown> = recorded.problems;
