import { writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { createClient } from '@invite-spool/client';
import { renderSVG } from 'uqr';

/** A QR code that never goes stale: its address leads to a link that is new each Monday. node poster.ts poster.svg */
const [posterFile = 'poster.svg'] = process.argv.slice(2);
const {
  INVITE_SPOOL_URL: baseUrl = 'http://127.0.0.1:3000',
  INVITE_SPOOL_KEY: apiKey = '',
  ACCOUNT: account = 'main',
  PEER: peer = '@launch',
  SLUG: slug = 'autumn-k7m2',
} = process.env;

const client = createClient({ baseUrl, apiKey });

// The same request again finds the same rotation.
let rotation = await client.rotations.create({
  name: slug,
  account,
  peer,
  slug,
  cron: '0 9 * * MON',
  time_zone: 'Europe/Berlin',
  overlap: 'P1D',
  template: { title: 'autumn poster' },
});
while (rotation.status === 'starting') {
  await setTimeout(1000);
  rotation = await client.rotations.get(rotation.name);
}
if (rotation.current === undefined) {
  throw new Error(`No link can be made: ${rotation.error?.type}`);
}
const address = `${baseUrl}${rotation.path}`;
await writeFile(posterFile, renderSVG(address, { ecc: 'M' }));
console.log(`${posterFile} leads to ${address}, which leads to ${rotation.current.link}`);
