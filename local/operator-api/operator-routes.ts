import { readWaitSeconds } from '../../functions/api/prefer-wait.ts';
import { invalidRequest, ProblemError } from '../../functions/api/problem-error.ts';
import type { Account } from '../../functions/core/account/account.ts';
import { accountNamePattern, accountNameRule } from '../../functions/core/account-name.ts';
import { accountIdOf } from '../../functions/core/ids.ts';
import { TelegramError } from '../../functions/core/rpc/rpc-error.ts';
import type { AppCredentials } from '../../functions/telegram/connection.ts';
import { checkSession } from '../../operator/account/check-session.ts';
import { removeAccount } from '../../operator/account/remove-account.ts';
import { resumeRepaired } from '../../operator/account/resume-repaired.ts';
import type { OperatorContext } from '../../operator/system/operator-context.ts';
import { describeFailure } from '../../operator/terminal/describe.ts';
import { toLoginResource, toUserResource } from './login-resource.ts';
import type { Login, LoginAnswer } from './login-run.ts';
import type { Logins } from './logins.ts';
import { OperatorProblem } from './operator-problem.ts';
import { readDefaultPeer, readFlag, readLoginFields, readSecret, readUrl } from './read-request.ts';

/** Somebody who can be logged in at a demonstration's Telegram. */
export interface DemoPerson {
  name: string;
  phone: string;
  code: string;
  password?: string;
}

export interface OperatorRequest {
  params: Record<string, string>;
  query: URLSearchParams;
  headers: Record<string, string | undefined>;
  /** The fields of the body; empty where a body may be left out and is. */
  fields: Record<string, unknown>;
  /** Of the tenant whose accounts the request is about. What is told on the way goes into `notes`. */
  context: OperatorContext;
  notes: string[];
  /** Aborted when nobody waits for the answer any more. */
  gone: AbortSignal;
}

export interface OperatorAnswer {
  status: number;
  body: object;
  headers?: Record<string, string>;
}

export interface OperatorRoute {
  routeKey: string;
  /** The fields that the body may have; undefined: no body is read. */
  fields?: { names: readonly string[]; isOptional?: true };
  handle(request: OperatorRequest): Promise<OperatorAnswer> | OperatorAnswer;
}

export interface OperatorRoutesDeps {
  logins: Logins;
  /** The app of logins that name none. */
  app: AppCredentials | undefined;
  people: DemoPerson[] | undefined;
}

const loginPath = '/operator/accounts/{name}/login';

/** What the operator API does, each with the functions of the operator's commands. */
export function createOperatorRoutes({ logins, app, people }: OperatorRoutesDeps): OperatorRoute[] {
  return [
    {
      routeKey: 'GET /operator',
      handle: () => ok({ has_app: app !== undefined, ...(people === undefined ? {} : { people }) }),
    },
    { routeKey: 'POST /operator/accounts/{name}/resume', handle: resume },
    { routeKey: 'POST /operator/accounts/{name}/check', handle: check },
    {
      routeKey: 'PATCH /operator/accounts/{name}',
      fields: { names: ['default_peer'] },
      handle: setDefaultPeer,
    },
    {
      routeKey: 'DELETE /operator/accounts/{name}',
      fields: { names: ['log_out', 'fail_jobs'], isOptional: true },
      handle: remove,
    },
    { routeKey: 'POST /operator/webhooks/enable', fields: { names: ['url'] }, handle: enableWebhook },
    {
      routeKey: `POST ${loginPath}`,
      fields: { names: ['method', 'phone', 'api_id', 'api_hash'] },
      handle: startLogin,
    },
    { routeKey: `GET ${loginPath}/{id}`, handle: showLogin },
    { routeKey: `DELETE ${loginPath}/{id}`, handle: cancelLogin },
    {
      routeKey: `POST ${loginPath}/{id}/code`,
      fields: { names: ['code'] },
      handle: (request) => answerLogin(request, { to: 'code', code: readSecret(request.fields, 'code') }),
    },
    {
      routeKey: `POST ${loginPath}/{id}/password`,
      fields: { names: ['password'] },
      handle: (request) =>
        answerLogin(request, { to: 'password', password: readSecret(request.fields, 'password') }),
    },
    {
      routeKey: `POST ${loginPath}/{id}/resend`,
      handle: (request) => answerLogin(request, { to: 'code', resend: true }),
    },
  ];

  async function startLogin(request: OperatorRequest): Promise<OperatorAnswer> {
    const { name = '' } = request.params;
    if (!accountNamePattern.test(name)) {
      throw invalidRequest([{ field: 'name', detail: `The name of an account is ${accountNameRule}.` }]);
    }
    const { tenantId } = request.context.system;
    const login = logins.start({ tenantId, name, ...readLoginFields(request.fields, app) });
    await waitForQuestion(request, login);
    const location = `/operator/accounts/${encodeURIComponent(name)}/login/${login.loginId}`;
    return { status: 201, body: toLoginResource(login), headers: { location } };
  }

  async function showLogin(request: OperatorRequest): Promise<OperatorAnswer> {
    const login = findLogin(request);
    const after = request.query.get('after');
    if (after === null) {
      await waitForQuestion(request, login);
    } else {
      await wait(request, login, ({ version }) => version > Number(after));
    }
    return ok(toLoginResource(login));
  }

  async function answerLogin(request: OperatorRequest, answer: LoginAnswer): Promise<OperatorAnswer> {
    const login = findLogin(request);
    logins.answer(login, answer);
    await waitForQuestion(request, login);
    return ok(toLoginResource(login));
  }

  async function cancelLogin(request: OperatorRequest): Promise<OperatorAnswer> {
    const login = findLogin(request);
    await logins.cancel(login);
    return ok(toLoginResource(login));
  }

  function findLogin({ params, context }: OperatorRequest): Login {
    return logins.find(accountIdOf(context.system.tenantId, params.name ?? ''), params.id ?? '');
  }

  function waitForQuestion(request: OperatorRequest, login: Login): Promise<void> {
    return wait(request, login, ({ current }) => current.state !== 'working');
  }

  async function wait(
    { headers, gone }: OperatorRequest,
    login: Login,
    isWanted: (login: Login) => boolean,
  ): Promise<void> {
    const seconds = readWaitSeconds(headers) ?? 0;
    if (seconds > 0) {
      await logins.wait(login, isWanted, seconds * 1000, gone);
    }
  }
}

async function resume(request: OperatorRequest): Promise<OperatorAnswer> {
  const account = await findAccount(request);
  const released = await resumeRepaired(request.context, account);
  return ok({ account: account.name, status: 'active', released, notes: request.notes });
}

/** That Telegram does not take a session is an outcome of a check, and no failure of it. */
async function check(request: OperatorRequest): Promise<OperatorAnswer> {
  const { context, notes } = request;
  const account = await findAccount(request);
  try {
    const { owner, session, movedFrom } = await checkSession(context, account);
    const user = toUserResource(owner);
    return ok({ works: true, user, data_centre: session.dcId, moved_from: movedFrom, notes });
  } catch (error) {
    if (!(error instanceof TelegramError)) {
      throw error;
    }
    return ok({ works: false, error: { type: error.rpc.type, detail: describeFailure(error) }, notes });
  }
}

async function setDefaultPeer(request: OperatorRequest): Promise<OperatorAnswer> {
  const { accountId, name } = await findAccount(request);
  const peer = readDefaultPeer(request.fields);
  await request.context.system.accounts.setDefaultPeer(accountId, peer);
  return ok({ account: name, default_peer: peer ?? null });
}

async function remove(request: OperatorRequest): Promise<OperatorAnswer> {
  const { context, fields, notes } = request;
  const account = await findAccount(request);
  const { ended, maybeMade, forgottenWatches } = await removeAccount(context, account, {
    logOut: readFlag(fields, 'log_out'),
    failJobs: readFlag(fields, 'fail_jobs'),
  });
  const counts = { ended, maybe_made: maybeMade, forgotten_watches: forgottenWatches };
  return ok({ account: account.name, ...counts, notes });
}

async function enableWebhook({ context, fields }: OperatorRequest): Promise<OperatorAnswer> {
  const { endpoints, tenantId } = context.system;
  const url = readUrl(fields);
  if (!(await endpoints.enableEndpoint(tenantId, url))) {
    throw new OperatorProblem({ slug: 'webhook-not-found', detail: 'That URL was never called.' });
  }
  return ok({ url });
}

async function findAccount({ context: { system }, params }: OperatorRequest): Promise<Account> {
  const account = await system.accounts.getAccount(accountIdOf(system.tenantId, params.name ?? ''));
  if (account === undefined) {
    throw new ProblemError({ slug: 'account-not-found', detail: 'There is no account with this name.' });
  }
  return account;
}

function ok(body: object): OperatorAnswer {
  return { status: 200, body };
}
