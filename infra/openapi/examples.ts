import recorded from './examples.json' with { type: 'json' };

/** A request and its answer. */
export interface Example {
  request?: unknown;
  status: number;
  answer: unknown;
}

/** By operation, recorded from the local system. */
export const examples: Record<string, Example> = recorded.examples;

/** Problem details by slug, recorded from the API. */
export const problemExamples: Record<string, unknown> = recorded.problems;
