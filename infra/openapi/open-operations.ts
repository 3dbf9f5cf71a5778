import type { HeaderName } from './headers.ts';
import type { Operation } from './operation.ts';

const pageHeaders = [
  'Cache-Control',
  'Content-Security-Policy',
  'X-Content-Type-Options',
  'Referrer-Policy',
] as const;

const fileHeaders: HeaderName[] = [...pageHeaders, 'Vary', 'ETag'];

/** The operations that need no API key. */
export const openOperations: Operation[] = [
  {
    method: 'get',
    path: '/',
    operationId: 'openHome',
    tag: 'Service',
    summary: 'Go to the console',
    answers: {
      302: {
        description: 'Leads to the console, or to `/docs` where the console is turned off.',
        headers: ['Location', 'Cache-Control'],
      },
    },
  },
  {
    method: 'get',
    path: '/j/{slug}',
    operationId: 'followSlug',
    tag: 'Service',
    summary: 'Go to the current link of a rotation',
    description:
      'For everybody: an address to print, which never goes stale. Capitals are taken for small letters. The answer may be 15 seconds old.',
    parameters: ['slug'],
    answers: {
      302: {
        description: 'Leads to the link; the page has a button.',
        texts: ['text/html'],
        headers: ['Location', 'X-Robots-Tag', ...pageHeaders],
      },
      404: {
        description: 'There is nothing here, or not yet, or not any more.',
        texts: ['text/html'],
        headers: ['X-Robots-Tag', ...pageHeaders],
      },
    },
  },
  {
    method: 'get',
    path: '/v1/health',
    operationId: 'getHealth',
    tag: 'Service',
    summary: 'Ask whether the API answers',
    answers: { 200: { description: 'It answers.', schema: 'Health' } },
  },
  {
    method: 'get',
    path: '/v1/openapi.json',
    operationId: 'getOpenApi',
    tag: 'Service',
    summary: 'Get this document',
    answers: {
      200: {
        description: 'OpenAPI 3.1.',
        schema: 'OpenApi',
        headers: ['Cache-Control', 'Vary', 'X-Content-Type-Options'],
        mayHave: ['Content-Encoding'],
      },
    },
  },
  {
    method: 'get',
    path: '/docs',
    operationId: 'getDocs',
    tag: 'Service',
    summary: 'Read the documentation',
    answers: {
      200: {
        description: 'A page for people.',
        texts: ['text/html'],
        headers: ['Vary', ...pageHeaders],
        mayHave: ['Content-Encoding'],
      },
    },
  },
  {
    method: 'get',
    path: '/console',
    operationId: 'getConsole',
    tag: 'Service',
    summary: 'Open the console',
    description: 'For people: what this API does, as pages in a browser. They ask for an API key.',
    answers: {
      200: {
        description: 'The page.',
        texts: ['text/html'],
        headers: fileHeaders,
        mayHave: ['Content-Encoding'],
      },
      304: { description: 'The page that the browser has is current.', headers: fileHeaders },
    },
    problems: ['not-found'],
  },
  {
    method: 'get',
    path: '/console/{file}',
    operationId: 'getConsoleFile',
    tag: 'Service',
    summary: 'Get a file of the console',
    parameters: ['consoleFile'],
    answers: {
      200: {
        description: 'A script, a style or a picture.',
        texts: ['text/javascript', 'text/css', 'image/svg+xml'],
        headers: fileHeaders,
        mayHave: ['Content-Encoding'],
      },
      304: { description: 'The file that the browser has is current.', headers: fileHeaders },
    },
    problems: ['not-found'],
  },
  {
    method: 'get',
    path: '/problems',
    operationId: 'listProblems',
    tag: 'Service',
    summary: 'List every problem and every error',
    answers: {
      200: {
        description: 'A page for people; with `Accept: application/json`, a list.',
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
    summary: 'Read what a problem or an error means, and what to do',
    parameters: ['problemSlug'],
    answers: {
      200: {
        description: 'A page for people; with `Accept: application/json`, its contents.',
        schema: 'ProblemType',
        texts: ['text/html'],
        headers: ['Cache-Control', 'Vary', 'X-Content-Type-Options'],
        mayHave: ['Content-Security-Policy', 'Referrer-Policy'],
      },
    },
    problems: ['not-found'],
  },
];
