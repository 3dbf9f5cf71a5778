import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { toRfc3339 } from '../../../functions/core/job/invite-resource.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { createApiWorld, keyOfTenantA, keyOfTenantB, nowMs, validBody } from './api-world.ts';

/** A world in which tenant A has asked for so many invites, a second apart, titled by their number. */
async function withInvites(count: number) {
  const world = createApiWorld();
  for (let number = 0; number < count; number++) {
    await world.post({ ...validBody, title: `n${number}` });
    world.clock.nowMs += 1_000;
  }

  async function titles(query: string, key = keyOfTenantA) {
    const { body } = await world.read(`/v1/invites${query}`, key);
    return body.items.map(({ title }: { title: string }) => title);
  }
  return { ...world, titles };
}

describe('GET /v1/invites', () => {
  test('lists the newest first, by pages that a newer invite does not shift', async () => {
    const { read, post } = await withInvites(5);
    const first = await read('/v1/invites?limit=2');
    await post({ ...validBody, title: 'new' });
    const second = await read(`/v1/invites?limit=2&cursor=${first.body.next_cursor}`);
    const third = await read(`/v1/invites?limit=2&cursor=${second.body.next_cursor}`);
    const pages = [first, second, third].map(({ body }) =>
      body.items.map(({ title }: { title: string }) => title),
    );
    expect(pages).toEqual([['n4', 'n3'], ['n2', 'n1'], ['n0']]);
    expect(third.body).not.toHaveProperty('next_cursor');
  });

  test('has no next page when the last one is full', async () => {
    const { read } = await withInvites(2);
    expect((await read('/v1/invites?limit=2')).body).not.toHaveProperty('next_cursor');
  });

  test('shows a tenant its own alone', async () => {
    const { titles } = await withInvites(2);
    expect(await titles('', keyOfTenantB)).toEqual([]);
  });

  test('shows a key only those of accounts that it may use', async () => {
    const { titles, post, addAccount, addKey } = await withInvites(2);
    addAccount('ten_a', 'shop');
    addKey('isk_shop-only-000001', 'ten_a', { accounts: ['shop'] });
    await post({ ...validBody, account: 'shop', title: 'of shop' });
    expect(await titles('', 'isk_shop-only-000001')).toEqual(['of shop']);
    expect(await titles('?account=main', 'isk_shop-only-000001')).toEqual([]);
  });

  test.each([
    ['?account=shop', ['other']],
    ['?status=cancelled', ['n1']],
    ['?peer=https://t.me/LAUNCH', ['n2', 'n1', 'n0']],
    ['?peer=-1001234567890', ['other']],
    ['?created_after=2026-12-01T10:00:01Z', ['other', 'n2', 'n1']],
    ['?created_before=2026-12-01T11:00:01%2B01:00', ['n0']],
    ['?created_after=2026-12-01T10:00:01Z&created_before=2026-12-01T10:00:02Z&status=cancelled', ['n1']],
    ['?created_after=2027-01-01T00:00:00Z', []],
  ])('filters by %s', async (query, expected) => {
    const { titles, post, addAccount, jobs } = await withInvites(3);
    addAccount('ten_a', 'shop');
    await post({ account: 'shop', peer: -1001234567890, title: 'other' });
    for (const [pk, job] of jobs) {
      if (job.request.title === 'n1') {
        jobs.set(pk, { ...job, status: 'cancelled', finishedAtMs: nowMs });
      }
    }
    expect(await titles(query)).toEqual(expected);
  });

  test('filters by who has made the link', async () => {
    const { titles, jobs } = await withInvites(2);
    for (const [pk, job] of jobs) {
      if (job.request.title === 'n1') {
        jobs.set(pk, { ...job, adopted: { by: 'op_1', maker: 'account' } });
      }
    }
    expect(await titles('?origin=adopted')).toEqual(['n1']);
    expect(await titles('?origin=created')).not.toContain('n1');
    expect(await titles('')).toHaveLength(2);
  });

  test('filters by the pool that the link was made for', async () => {
    const { titles, jobs } = await withInvites(2);
    for (const [pk, job] of jobs) {
      if (job.request.title === 'n1') {
        jobs.set(pk, { ...job, pool: 'shop' });
      }
    }
    expect(await titles('?pool=shop')).toEqual(['n1']);
    expect(await titles('?pool=other')).toEqual([]);
  });

  test('finds the invites of a batch, by pages, though there are many newer ones', async () => {
    const { read, postBatch, post } = createApiWorld();
    const { body: batch } = await postBatch({ item: validBody, count: 5 });
    await post(validBody);
    const first = await read(`/v1/invites?batch=${batch.id}&limit=3`);
    const second = await read(`/v1/invites?batch=${batch.id}&limit=3&cursor=${first.body.next_cursor}`);
    const ids = [...first.body.items, ...second.body.items].map(({ id }: { id: string }) => id);
    expect(ids.sort()).toEqual(batch.items.map(({ id }: { id: string }) => id).sort());
    expect(second.body).not.toHaveProperty('next_cursor');
  });

  test('looks at a thousand at most, and goes on from there', async () => {
    const { read, postBatch, post } = createApiWorld({ pendingLimit: 2_000 });
    await post({ ...validBody, title: 'needle' });
    for (let lot = 0; lot < 11; lot++) {
      await postBatch({ item: { ...validBody, peer: '@other_chat' }, count: 100 });
    }
    const first = await read('/v1/invites?peer=@launch');
    expect(first.body).toMatchObject({ items: [], next_cursor: expect.any(String) });
    const second = await read(`/v1/invites?peer=@launch&cursor=${first.body.next_cursor}`);
    expect(second.body).toMatchObject({ items: [{ title: 'needle' }] });
    expect(second.body).not.toHaveProperty('next_cursor');
  });

  test('refuses what it cannot read, each parameter by name', async () => {
    const { read } = createApiWorld();
    const query =
      'limit=0&cursor=abc&account=main&peer=%2B4912345&status=new&batch=7&created_after=today&sort=asc';
    const { statusCode, body } = await read(`/v1/invites?${query}`);
    expect(statusCode).toBe(422);
    expect(body.errors.map(({ field }: { field: string }) => field).sort()).toEqual(
      ['batch', 'created_after', 'cursor', 'limit', 'peer', 'sort', 'status'].sort(),
    );
  });
});

describe('a filter that nothing can match is refused:', () => {
  test.each([
    ['account=', /account takes the name of an account/],
    ['account=UPPER', /account takes the name of an account/],
    ['account=main%E2%80%8B', /account takes the name of an account/],
    ['peer=', /The peer is empty/],
    ['status=', /status takes one of/],
    ['origin=sync', /origin takes one of created, adopted/],
    ['pool=Shop', /pool takes the name of a pool/],
    ['batch=', /batch takes the id of a batch/],
    ['cursor=', /cursor/],
    ['limit=', /1 to 100/],
    ['created_after=', /takes a time such as/],
    ['created_after=2026-02-30T00:00:00Z', /takes a time such as/],
    ['created_before=2026-04-31T00:00:00Z', /takes a time such as/],
    ['created_after=2026-04-01T24:00:00Z', /takes a time such as/],
    ['created_after=1795875600', /Write 2026-11-28T14:20:00.000Z for this one/],
    ['created_after=1795875600000', /Write 2026-11-28T14:20:00.000Z for this one/],
    ['created_before=2026-11-28', /Write 2026-11-28T00:00:00.000Z for this one/],
    ['=5', /^"": There is no such parameter/],
  ])('?%s', async (query, detail) => {
    for (const path of ['/v1/invites', ...(/^limit/.test(query) ? [] : ['/v1/invites.csv'])]) {
      const { statusCode, body } = await createApiWorld().read(`${path}?${query}`);
      expect(statusCode).toBe(422);
      expect(body.detail).toMatch(detail);
    }
  });
});

describe('GET /v1/invites.csv', () => {
  function rowsOf(body: string): Record<string, string>[] {
    return parse(body, { bom: true, columns: true });
  }

  test('is a file that spreadsheets read', async () => {
    const { read, post } = createApiWorld();
    await post({ ...validBody, title: 'a "quoted", שלום 🎉', metadata: { order: '7' } });
    const { statusCode, headers, body } = await read('/v1/invites.csv');
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="invites.csv"',
    });
    expect(body.startsWith('\ufeffid,status,account,peer,title,link,')).toBe(true);
    expect(body.endsWith('\r\n')).toBe(true);
    expect(rowsOf(body)).toMatchObject([
      { status: 'queued', account: 'main', title: 'a "quoted", שלום 🎉', metadata: '{"order":"7"}' },
    ]);
  });

  test.each(['=HYPERLINK("https://e.eu")', '+1', '-1', '@SUM(A1)'])(
    'holds the title %s as text',
    async (title) => {
      const { read, post } = createApiWorld();
      await post({ ...validBody, title });
      expect(rowsOf((await read('/v1/invites.csv')).body)).toMatchObject([
        { title: `'${title}`, peer: "'@launch" },
      ]);
    },
  );

  test('tells ready links of a pool from those that were taken', async () => {
    const { read, post, jobs } = createApiWorld();
    await post(validBody);
    await post(validBody);
    const [first, second] = [...jobs.entries()] as [[string, Job], [string, Job]];
    jobs.set(first[0], { ...first[1], pool: 'shop' });
    const taken = { takeId: 'tak_1', atMs: nowMs, isSettled: true };
    jobs.set(second[0], { ...second[1], pool: 'shop', taken });
    const rows = rowsOf((await read('/v1/invites.csv?pool=shop')).body);
    expect(rows).toContainEqual(expect.objectContaining({ pool: 'shop', taken_at: '' }));
    expect(rows).toContainEqual(expect.objectContaining({ pool: 'shop', taken_at: toRfc3339(nowMs) }));
  });

  test('shows links and refusals', async () => {
    const { read, post, jobs } = createApiWorld();
    await post(validBody);
    await post(validBody);
    const [first, second] = jobs.keys();
    const invite = {
      link: 'https://t.me/+AbC',
      admin_id: '7',
      date: 1,
      permanent: false,
      request_needed: false,
      revoked: false,
    };
    for (const [pk, job] of jobs) {
      jobs.set(pk, {
        ...job,
        finishedAtMs: nowMs,
        ...(pk === first && { status: 'succeeded', outcome: { kind: 'chatInviteExported', invite } }),
        ...(pk === second && {
          status: 'failed',
          error: { type: 'CHAT_ADMIN_REQUIRED', class: 'rights', detail: 'Grant.' },
        }),
      });
    }
    const rows = rowsOf((await read('/v1/invites.csv')).body);
    expect(rows.map(({ link, error }) => `${link}${error}`).sort()).toEqual([
      'CHAT_ADMIN_REQUIRED',
      'https://t.me/+AbC',
    ]);
  });

  test('shows the link as it is now, in columns behind those of before', async () => {
    const { read, post, jobs } = createApiWorld();
    await post({ ...validBody, title: 'spring' });
    const made = {
      link: 'https://t.me/+AbC',
      admin_id: '7',
      date: 1,
      permanent: false,
      request_needed: false,
      revoked: false,
      title: 'spring',
    };
    const { title: _, ...untitled } = made;
    for (const [pk, job] of jobs) {
      jobs.set(pk, {
        ...job,
        status: 'succeeded',
        finishedAtMs: nowMs,
        outcome: { kind: 'chatInviteExported', invite: made },
        link: {
          invite: { ...untitled, usage_limit: 2 },
          isRevoked: true,
          usage: 1,
          requested: 0,
          asOfMs: nowMs + 5_000,
          fence: 1,
        },
      });
    }
    const { body } = await read('/v1/invites.csv');
    expect(body).toMatch(/,batch_index,metadata,link_status,usage,requested,as_of,origin,pool,taken_at\r\n/);
    expect(rowsOf(body)).toMatchObject([
      {
        title: '',
        usage_limit: '2',
        link_status: 'revoked',
        usage: '1',
        requested: '0',
        as_of: new Date(nowMs + 5_000).toISOString(),
      },
    ]);
  });

  test('tells where the next rows are, with the same filters', async () => {
    const { read, postBatch } = createApiWorld({ pendingLimit: 10_000 });
    for (let lot = 0; lot < 51; lot++) {
      await postBatch({ item: validBody, count: 100 });
    }
    const first = await read('/v1/invites.csv?account=main');
    const next = /^<(\/v1\/invites\.csv\?account=main&cursor=[\w-]+)>; rel="next"$/.exec(
      String(first.headers.link),
    )?.[1];
    const second = await read(next ?? 'no link');
    const ids = [...rowsOf(first.body), ...rowsOf(second.body)].map(({ id }) => id);
    expect(rowsOf(first.body)).toHaveLength(5_000);
    expect(new Set(ids).size).toBe(5_100);
    expect(second.headers).not.toHaveProperty('link');
  });

  test('takes no limit', async () => {
    const { read } = createApiWorld();
    expect((await read('/v1/invites.csv?limit=5')).body.errors).toMatchObject([{ field: 'limit' }]);
  });
});

describe('GET /v1/batches/{id}/invites.csv', () => {
  test('is the batch in its order', async () => {
    const { read, postBatch } = createApiWorld();
    const { body } = await postBatch({
      items: ['a', 'b', 'c'].map((title) => ({ ...validBody, title })),
    });
    const csv = await read(`/v1/batches/${body.id}/invites.csv`);
    const rows: Record<string, string>[] = parse(csv.body, { bom: true, columns: true });
    expect(rows.map(({ batch, batch_index, title }) => [batch, batch_index, title])).toEqual([
      [body.id, '0', 'a'],
      [body.id, '1', 'b'],
      [body.id, '2', 'c'],
    ]);
  });

  test("is not there for another tenant's key", async () => {
    const { read, postBatch } = createApiWorld();
    const { body } = await postBatch({ items: [validBody] });
    expect((await read(`/v1/batches/${body.id}/invites.csv`, keyOfTenantB)).statusCode).toBe(404);
  });
});
