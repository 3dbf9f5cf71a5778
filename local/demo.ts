import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type DemoSystem, startDemoSystem } from './demo-system.ts';
import { describeEvent, describeLogLine, formatTime } from './describe-event.ts';
import { toExampleRequest } from './example-request.ts';
import { stopOnSignal } from './stop-signals.ts';

/** The wait that Telegram gives the demo's first call: longer than the worker sleeps, short enough to watch. */
const demoWaitSeconds = 4;
/** A demo that takes longer has failed. */
const maxWaitMs = 60_000;

/** True while the job is unfinished: its events are printed as they happen. */
let isWatching = false;
let isLoginPrinted = false;
/** `npm run demo -- --open`: the system goes on after the demo, with its console. */
const isKeptOpen = process.argv.includes('--open');

const directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
try {
  await runDemo();
} finally {
  await rm(directory, { recursive: true });
}

/**
 * `npm run demo`: starts the system, logs an account in, makes one link across a flood wait, shows a refusal and prints
 * a summary.
 */
async function runDemo(): Promise<void> {
  print('invite-spool: the whole service on this machine, on real parts\n');
  const system = await startDemoSystem({
    port: 0,
    directory,
    env: process.env,
    onPart: (name, address) => print(`  ${name.padEnd(9)} ${address}`),
    onLogin: printLogin,
    onEvent: (event) => printDuring(event.type === 'call' ? describeEvent(event) : undefined),
    onLine: (name, text) => printDuring(describeLogLine(name, text)),
  });
  try {
    await makeLink(system);
    await showRefusal(system);
    sumUp(system);
    if (isKeptOpen) {
      await keepOpen(system);
    } else {
      print('\nThe same in a browser, until you stop it: npm run demo -- --open, or npm start.');
    }
  } finally {
    await system.close();
  }
}

/** Logs the account in as an operator would. The demo answers the questions. */
function printLogin(line: string): void {
  if (!isLoginPrinted) {
    isLoginPrinted = true;
    print('\nnpm run account -- login main');
  }
  print(indent(line));
}

async function makeLink(system: DemoSystem): Promise<void> {
  const { demo, dataCentre } = system;
  if (dataCentre !== undefined) {
    dataCentre.floodPolicy.imposeWait(demo.userId, 'messages.exportChatInvite', demoWaitSeconds);
    print(`\nTelegram will answer the first call with FLOOD_WAIT_${demoWaitSeconds}.`);
  }
  isWatching = true;
  const accepted = await send(system, 'POST', '/v1/invites', toExampleRequest(system));
  const location = accepted.headers.get('location') ?? '';
  const job = await poll(system, location);
  isWatching = false;
  print(`\nGET ${location}\n${indent(JSON.stringify(job, null, 2))}`);
  if (job.status !== 'succeeded') {
    throw new Error(`the demo's job ended ${job.status}`);
  }
  print(`\nThe link: ${job.invite?.link}`);
}

async function showRefusal(system: DemoSystem): Promise<void> {
  print('\nA request that cannot work is refused before a call is spent on it:');
  await send(system, 'POST', '/v1/invites', {
    account: 'main',
    peer: 'https://t.me/launch/42',
    usage_limit: 0,
    tilte: 'x',
  });
}

/** Until Ctrl-C. */
async function keepOpen({ baseUrl, demo }: DemoSystem): Promise<void> {
  print(`\nThe console: ${baseUrl}/console\nThe API key: ${demo.apiKey}\n\nCtrl-C stops everything.`);
  await new Promise<void>((resolve) => stopOnSignal(resolve));
}

function sumUp({ dataCentre }: DemoSystem): void {
  if (dataCentre !== undefined) {
    const { ledger } = dataCentre;
    const calls = ledger.callsMade('messages.exportChatInvite');
    print(
      `\nlinks made at Telegram: ${ledger.linksMade()}, calls made: ${calls}, calls inside a wait: ${ledger.callsInsideWait()}`,
    );
  }
}

interface JobResource {
  status: string;
  invite?: { link: string };
}

/** Polls as a client should, after the seconds in Retry-After. */
async function poll(system: DemoSystem, location: string): Promise<JobResource> {
  const untilMs = Date.now() + maxWaitMs;
  while (Date.now() < untilMs) {
    const response = await fetch(`${system.baseUrl}${location}`, { headers: headersFor(system) });
    const job = (await response.json()) as JobResource;
    const retryAfter = response.headers.get('retry-after');
    if (retryAfter === null) {
      return job;
    }
    await setTimeout(Number(retryAfter) * 1000);
  }
  throw new Error(`the demo's job was not done within ${maxWaitMs / 1000} s`);
}

async function send(system: DemoSystem, method: string, path: string, body: unknown): Promise<Response> {
  print(`\n${method} ${path}\n  ${JSON.stringify(body)}`);
  const response = await fetch(`${system.baseUrl}${path}`, {
    method,
    headers: { ...headersFor(system), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const shown = ['content-type', 'location', 'retry-after'].flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : `${name}: ${value}`;
  });
  print(
    `${response.status} ${response.statusText}\n  ${shown.join('\n  ')}\n${indent(JSON.stringify(await response.json(), null, 2))}\n`,
  );
  return response;
}

function headersFor({ demo }: DemoSystem) {
  return { authorization: `Bearer ${demo.apiKey}` };
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}

function printDuring(text: string | undefined): void {
  if (isWatching && text !== undefined) {
    print(`${formatTime(Date.now())}  ${text}`);
  }
}

function print(text: string): void {
  console.log(text);
}
