import type { Operation } from './operation.ts';

const pageHeaders = [
  'Cache-Control',
  'Content-Security-Policy',
  'X-Content-Type-Options',
  'Referrer-Policy',
] as const;

/** What everybody may ask, without an API key. */
export const openOperations: Operation[] = [
  {
    method: 'get',
    path: '/v1/health',
    operationId: 'getHealth',
    tag: 'Service',
    summary: 'Ask whether the API answers',
    answers: { 200: { description: 'It does.', schema: 'Health' } },
  },
  {
    method: 'get',
    path: '/v1/openapi.json',
    operationId: 'getOpenApi',
    tag: 'Service',
    summary: 'This document',
    answers: {
      200: {
        description: 'OpenAPI 3.1.',
        schema: 'OpenApi',
        headers: ['Cache-Control', 'X-Content-Type-Options'],
      },
    },
  },
  {
    method: 'get',
    path: '/docs',
    operationId: 'getDocs',
    tag: 'Service',
    summary: 'The documentation, for people',
    answers: {
      200: { description: 'One page.', texts: ['text/html'], headers: [...pageHeaders] },
    },
  },
  {
    method: 'get',
    path: '/problems',
    operationId: 'listProblems',
    tag: 'Service',
    summary: 'Every problem and every error there can be',
    answers: {
      200: {
        description: 'A page for people, or with `Accept: application/json` a list.',
        schema: 'ProblemTypeList',
        texts: ['text/html'],
        headers: ['Cache-Control', 'Vary', 'X-Content-Type-Options'],
        mayHave: ['Content-Security-Policy', 'Referrer-Policy'],
      },
    },
  },
  {
    method: 'get',
    path: '/problems/{slug}',
    operationId: 'getProblem',
    tag: 'Service',
    summary: 'What a problem or an error means, and what to do',
    parameters: ['problemSlug'],
    answers: {
      200: {
        description: 'A page for people, or with `Accept: application/json` its contents.',
        schema: 'ProblemType',
        texts: ['text/html'],
        headers: ['Cache-Control', 'Vary', 'X-Content-Type-Options'],
        mayHave: ['Content-Security-Policy', 'Referrer-Policy'],
      },
    },
    problems: ['not-found'],
  },
];
