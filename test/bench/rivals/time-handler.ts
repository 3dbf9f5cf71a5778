import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { ApiEvent } from '../../../functions/api/api-event.ts';
import { type HttpRequest, httpEvent, lambdaContext } from '../../functions/api/http-event.ts';

/** The bundle to call, and the API key to use. */
export interface HandlerCalls {
  bundleUrl: string;
  apiKey: string;
  accountNames: string[];
  /** The measured calls of each kind. Warm-up calls come before them. */
  count: number;
  warmUpCount: number;
}

/** Milliseconds of each call, in the order of the calls. */
export interface HandlerTimes {
  post: number[];
  get: number[];
}

type Handler = (event: ApiEvent, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

const { bundleUrl, apiKey, accountNames, count, warmUpCount } = JSON.parse(
  process.argv[2] ?? '{}',
) as HandlerCalls;
const { handler } = (await import(bundleUrl)) as { handler: Handler };
const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
const paths: string[] = [];

const post = await timeCalls((index) => {
  const account = accountNames[index % accountNames.length];
  return { method: 'POST', path: '/v1/invites', body: JSON.stringify({ account, peer: '@launch' }) };
});
const get = await timeCalls((index) => ({ path: paths[index % paths.length] ?? '' }));
process.send?.({ post, get } satisfies HandlerTimes);

async function timeCalls(requestOf: (index: number) => HttpRequest): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < warmUpCount + count; index += 1) {
    const event = httpEvent({ ...requestOf(index), headers });
    const startedAtMs = performance.now();
    const answer = await handler(event, lambdaContext);
    if (index >= warmUpCount) {
      times.push(performance.now() - startedAtMs);
    }
    if (![200, 202].includes(answer.statusCode ?? 0)) {
      throw new Error(`${answer.statusCode}: ${answer.body}`);
    }
    if (answer.headers?.location) {
      paths.push(String(answer.headers.location));
    }
  }
  return times;
}
