import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createClient } from '@invite-spool/client';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

/** A CSV of members in, a CSV of links out: node campaign.ts members.csv links.csv */
const [membersFile = 'members.csv', linksFile = 'links.csv'] = process.argv.slice(2);
const {
  INVITE_SPOOL_URL: baseUrl = 'http://127.0.0.1:3000',
  INVITE_SPOOL_KEY: apiKey = '',
  ACCOUNT: account = 'main',
  PEER: peer = '@launch',
} = process.env;

/** The API takes so many at once. */
const batchSize = 100;

const client = createClient({ baseUrl, apiKey, patience: { maxPutOffMs: 6 * 3_600_000 } });
const file = await readFile(membersFile);
const members: { email: string }[] = parse(file, { columns: true, skip_empty_lines: true, bom: true });
// The same file is the same campaign: after an interruption, run it again. No link is made twice.
const campaign = createHash('sha256').update(file).digest('hex').slice(0, 16);

const rows: { email: string; link: string; error: string }[] = [];
for (let start = 0; start < members.length; start += batchSize) {
  const some = members.slice(start, start + batchSize);
  const items = some.map(({ email }) => ({ account, peer, usage_limit: 1, metadata: { email } }));
  const batch = await client.batches.create({ items }, { idempotencyKey: `${campaign}-${start}` });
  await batch.wait();
  for await (const { metadata, invite, error } of client.batches.invites(batch.id)) {
    rows.push({ email: metadata?.email ?? '', link: invite?.link ?? '', error: error?.type ?? '' });
  }
  console.log(`${rows.length} of ${members.length}`);
}
await writeFile(linksFile, stringify(rows, { header: true, escape_formulas: true }));
console.log(`${rows.filter(({ link }) => link !== '').length} links in ${linksFile}`);
