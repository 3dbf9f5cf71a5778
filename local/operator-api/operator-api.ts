import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { toProblemResponse } from '../../functions/api/answer-problems.ts';
import { createKeyCheck } from '../../functions/api/authenticate-key.ts';
import { ProblemError } from '../../functions/api/problem-error.ts';
import { UnsealError } from '../../functions/aws/session-seal.ts';
import { TelegramError } from '../../functions/core/rpc/rpc-error.ts';
import type { AppCredentials } from '../../functions/telegram/connection.ts';
import { logInAccount } from '../../operator/login/log-in-account.ts';
import { chooseNetwork } from '../../operator/system/networks.ts';
import type { System } from '../../operator/system/open-system.ts';
import { describeFailure } from '../../operator/terminal/describe.ts';
import { RefusedError } from '../../operator/terminal/operator-errors.ts';
import type { Beside } from '../aws/http-api.ts';
import { splitTarget } from '../aws/http-event.ts';
import { type HttpReply, readFunctionReply } from '../aws/http-reply.ts';
import { createRouter, type RouteMatch } from '../aws/http-routes.ts';
import { BodyError, createBodyReader } from '../aws/read-body.ts';
import { createLogins, type Logins } from './logins.ts';
import { createOperatorKeyCheck } from './operator-key.ts';
import { OperatorProblem, toOperatorProblemReply } from './operator-problem.ts';
import { createOperatorRoutes, type DemoPerson, type OperatorRoute } from './operator-routes.ts';
import { maxBodyBytes, readFields } from './read-request.ts';
import { requireLocal } from './require-local.ts';

export interface OperatorApiDeps {
  operatorKey: string;
  /** Resolves when the system has started. */
  system: Promise<System>;
  /** Of requests without an API key. */
  tenantId: string;
  /** The app of logins that name none. */
  app: AppCredentials | undefined;
  /** Of a demonstration. */
  people: DemoPerson[] | undefined;
  now(): number;
  /** Prints a line for whoever runs the system. */
  print(line: string): void;
}

export interface OperatorApi extends Beside {
  /** Breaks off the logins that are under way. */
  close(): Promise<void>;
}

/** A person may look for a phone, a code and a password in this time. */
const loginLimitMs = 15 * 60_000;
const bodies = { maxHeldBytes: 64 * 1024, timeoutMs: 30_000 };
const methods = ['GET', 'POST', 'PATCH', 'DELETE'];

/** Nothing here is for a cache, for another origin, or to be guessed at. */
const answerHeaders = {
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

/**
 * The operator API at /operator: what the operator's commands do, for the console of a system on one machine. It is served beside the
 * public API, never deployed, and sends no CORS headers.
 */
export function createOperatorApi(deps: OperatorApiDeps): OperatorApi {
  const { operatorKey, now, app, people } = deps;
  const logins = createOperatorLogins(deps);
  const findRoute = createRouter(createOperatorRoutes({ logins, app, people }));
  const checkOperatorKey = createOperatorKeyCheck(operatorKey, now);
  const checkApiKey = createKeyCheck({
    findKey: async (keyHash) => (await deps.system).apiKeys.findKey(keyHash),
    now,
  });
  const readBody = createBodyReader(bodies);
  return { owns, answer, close: logins.close };

  function owns(path: string): boolean {
    return path === '/operator' || path.startsWith('/operator/');
  }

  async function answer(request: IncomingMessage, gone: AbortSignal): Promise<HttpReply> {
    const reply = await answerAdmitted(request, gone).catch((error: unknown) => refuse(error, gone));
    return { ...reply, headers: { ...reply.headers, ...answerHeaders } };
  }

  async function answerAdmitted(request: IncomingMessage, gone: AbortSignal): Promise<HttpReply> {
    requireLocal(request);
    checkOperatorKey(request.headers.authorization);
    const [path, query] = splitTarget(request.url ?? '/');
    const { route, pathParameters: params = {} } = matchRoute(request.method ?? '', path);
    const system = await openTenant(request.headers['x-api-key']);
    const fields = await readRouteFields(request, route);
    const notes: string[] = [];
    const terminal = { print: note, note, signal: gone };
    const { status, body, headers } = await route.handle({
      params,
      query: new URLSearchParams(query),
      headers: request.headers as Record<string, string | undefined>,
      fields,
      context: { system, terminal, now },
      notes,
      gone,
    });
    return {
      statusCode: status,
      headers: { 'content-type': 'application/json', ...headers },
      cookies: [],
      body: Buffer.from(JSON.stringify(body)),
    };

    function note(line: string) {
      notes.push(line);
    }
  }

  function matchRoute(method: string, path: string): RouteMatch<OperatorRoute> {
    const match = findRoute(method, path);
    if (match !== undefined) {
      return match;
    }
    const allow = methods.filter((each) => findRoute(each, path) !== undefined).join(', ');
    throw allow === ''
      ? new ProblemError({ slug: 'not-found', detail: 'There is nothing at this path.' })
      : new ProblemError({
          slug: 'method-not-allowed',
          detail: `This path takes ${allow}.`,
          headers: { allow },
        });
  }

  /** The accounts of the tenant that the console shows: that of its API key. */
  async function openTenant(apiKey: string | string[] | undefined): Promise<System> {
    const system = await deps.system;
    const tenantId = apiKey === undefined ? deps.tenantId : (await checkApiKey(`Bearer ${apiKey}`)).tenantId;
    return {
      ...system,
      tenantId,
      commandLine: (words, tool, ofTenant = tenantId) => system.commandLine(words, tool, ofTenant),
    };
  }

  async function readRouteFields(
    request: IncomingMessage,
    { fields }: OperatorRoute,
  ): Promise<Record<string, unknown>> {
    if (fields === undefined) {
      return {};
    }
    const body = await readBody(request, maxBodyBytes);
    try {
      return fields.isOptional && body.bytes.length === 0
        ? {}
        : readFields(request.headers['content-type'], body.bytes, fields.names);
    } finally {
      body.release();
    }
  }

  function refuse(error: unknown, gone: AbortSignal): HttpReply {
    if (error instanceof OperatorProblem) {
      return toOperatorProblemReply(error.problem);
    }
    if (error instanceof ProblemError) {
      return readFunctionReply(toProblemResponse(error.problem, randomUUID()));
    }
    if (error instanceof BodyError || gone.aborted) {
      throw error;
    }
    if (error instanceof RefusedError || error instanceof UnsealError) {
      return toOperatorProblemReply({ slug: 'operation-refused', detail: error.message });
    }
    if (error instanceof TelegramError) {
      return toOperatorProblemReply({ slug: 'telegram-error', detail: describeFailure(error) });
    }
    tellUnforeseen(deps, error);
    return toOperatorProblemReply({
      slug: 'internal-error',
      detail: 'Something failed here. The output of "npm start" says more.',
    });
  }
}

function createOperatorLogins(deps: OperatorApiDeps): Logins {
  const { now } = deps;
  return createLogins({
    now,
    limitMs: loginLimitMs,
    onUnforeseen: (error) => tellUnforeseen(deps, error),
    async logIn(input, { signal, print }) {
      const { accounts, commandLine, openKeys, telegram } = await deps.system;
      return logInAccount(
        { accounts, keys: openKeys(), commandLine, now, print, signal },
        { ...input, network: chooseNetwork(telegram, false) },
      );
    },
  });
}

/** An error's message may hold what was typed. Where it was thrown does not. */
function tellUnforeseen({ print }: OperatorApiDeps, error: unknown): void {
  const { name = 'no error', stack = '' } = (error ?? {}) as Partial<Error>;
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  print([`the operator API failed: ${name}`, ...frames].join('\n'));
}
