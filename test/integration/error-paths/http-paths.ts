import { ask, finish, type Scene } from './scene.ts';

/** Requests with a secret in the wrong place. */
function listRequests({ service }: Scene, sessionString: string) {
  const { apiKey } = service.system.demo;
  const good = { account: 'main', peer: '@launch' };
  function json(fields: Record<string, unknown>) {
    return JSON.stringify({ ...good, ...fields });
  }

  function post(body: string, headers: Record<string, string> = {}) {
    return {
      method: 'POST',
      path: '/v1/invites',
      body,
      headers,
    };
  }

  function get(path: string, headers: Record<string, string> = {}) {
    return { method: 'GET', path, headers };
  }
  return {
    'a session string as the account': post(json({ account: sessionString })),
    'a session string as the peer': post(json({ peer: sessionString })),
    'a session string as a peer object': post(
      json({ peer: { _: 'inputPeerChannel', access_hash: sessionString } }),
    ),
    'a session string as a field': post(json({ [sessionString]: 1 })),
    'a session string as the title': post(json({ title: sessionString })),
    'a session string as a number': post(json({ usage_limit: sessionString, expire_date: sessionString })),
    'a session string as the deadline': post(json({ deadline: sessionString })),
    'a session string as the metadata': post(json({ metadata: sessionString })),
    'a session string that breaks the JSON': post(`{"account":"main","peer":${sessionString}}`),
    'a session string as the body': post(sessionString),
    'a session string as the content type': post(json({}), { 'content-type': sessionString }),
    'a session string as the Idempotency-Key': post(json({}), { 'idempotency-key': sessionString }),
    'an API key as the account': post(json({ account: `${apiKey} ` })),
    'an API key as the peer': post(json({ peer: apiKey })),
    'an API key as a form': post(`key=${apiKey}`, { 'content-type': 'application/x-www-form-urlencoded' }),
    'an API key without Bearer': get('/v1/accounts', { authorization: apiKey }),
    'an API key as Basic': get('/v1/accounts', { authorization: `Basic ${apiKey}` }),
    'an API key with a space in it': get('/v1/accounts', { authorization: `Bearer ${apiKey} ${apiKey}` }),
    'a session string as the API key': get('/v1/accounts', { authorization: `Bearer ${sessionString}` }),
    'an API key in the query': get(`/v1/accounts?key=${apiKey}`, { authorization: '' }),
    'an API key as a cursor': get(`/v1/accounts/main/chats?cursor=${apiKey}`),
    'a session string as the limit': get(
      `/v1/accounts/main/chats?limit=${encodeURIComponent(sessionString)}`,
    ),
    'an API key as a job': get(`/v1/invites/${apiKey}`),
    'a session string as a job': get(`/v1/invites/${encodeURIComponent(sessionString)}`),
    'a session string as the path’s account': get(`/v1/accounts/${encodeURIComponent(sessionString)}`),
    'an API key as the path': get(`/${apiKey}`),
  };
}

/** Bad requests that carry a secret where none belongs: none is repeated. */
export async function driveBadRequests(scene: Scene, sessionString: string): Promise<void> {
  for (const [name, { method, path, ...init }] of Object.entries(listRequests(scene, sessionString))) {
    const { status, text } = await ask(scene, method, path, init);
    if (status < 400 || status >= 500) {
      throw new Error(`${name}: ${status} ${text}`);
    }
    finish(scene, `HTTP: ${name}`);
  }
}
