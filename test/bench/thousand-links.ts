import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import { defaultPace } from '../../functions/core/pace/pace.ts';
import { exportMethod } from '../../functions/core/rpc/methods.ts';
import { buildService } from '../../infra/package.ts';
import { DEFAULT_FLOOD_LIMITS } from '../../telegram-emulator/flood-policy.ts';
import { type LocalService, startLocalService } from '../integration/local-service.ts';
import { seedAccount, type TestAccount } from '../integration/seed-account.ts';

/*
 * 1,000 links over 10 accounts through `npx invite-spool batch`, on the local stack, at the pace and the flood limits
 * that it has by default, with a flood wait for one account in the middle. Shows the caller's screen, and the counts at
 * Telegram.
 *
 * node test/bench/thousand-links.ts [links] [accounts]
 */
const linkCount = Number(process.argv[2] ?? 1000);
const accountCount = Number(process.argv[3] ?? 10);
/** Long enough to be seen, short enough to wait for. */
const floodWaitSeconds = 45;

const tool = fileURLToPath(new URL('../../cli/invite-spool.ts', import.meta.url));

await buildService();
const service = await startLocalService(DEFAULT_FLOOD_LIMITS);
const directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
try {
  await run();
} finally {
  await service.close();
  await rm(directory, { recursive: true });
}

async function run(): Promise<void> {
  const accounts: TestAccount[] = [];
  for (let index = 1; index <= accountCount; index += 1) {
    accounts.push(await seedAccount(service, `team_${index}`, defaultPace));
  }
  await writeFile(join(directory, 'orders.csv'), toCsv(accounts));
  const surprise = imposeWaitInTheMiddle(accounts[0]);
  const exitCode = await runTool();
  clearInterval(surprise);
  sumUp(service, exitCode);
  process.exitCode = exitCode;
}

function toCsv(accounts: TestAccount[]): string {
  const rows = Array.from({ length: linkCount }, (_, index) => {
    const account = accounts[index % accounts.length];
    return `${account?.account},${account?.peer},order ${index + 1},1,604800`;
  });
  return ['account,peer,title,usage_limit,expire_in', ...rows, ''].join('\n');
}

/** Gives one account a wait when half of the links are made. */
function imposeWaitInTheMiddle(account: TestAccount | undefined): NodeJS.Timeout {
  const timer = setInterval(() => {
    if (account !== undefined && service.telegram.ledger.linksMade() >= linkCount / 2) {
      service.telegram.floodPolicy.imposeWait(account.user.id, exportMethod, floodWaitSeconds);
      clearInterval(timer);
    }
  }, 100);
  return timer;
}

/** Runs it in a pseudo-terminal, whose output goes to this script's output. */
function runTool(): Promise<number> {
  const { baseUrl, demo } = service.system;
  const terminal = spawn(process.execPath, [tool, 'batch', 'orders.csv'], {
    cols: 110,
    rows: 30,
    cwd: directory,
    env: { ...process.env, INVITE_SPOOL_URL: baseUrl, INVITE_SPOOL_KEY: demo.apiKey },
  });
  process.stdout.write('$ invite-spool batch orders.csv\n');
  terminal.onData((text) => process.stdout.write(text));
  return new Promise((resolve) => {
    terminal.onExit(({ exitCode }) => resolve(exitCode));
  });
}

function sumUp({ telegram: { ledger }, events, lines }: LocalService, exitCode: number): void {
  for (const { name, text, entry } of lines.recorded) {
    if (entry.level === 'ERROR') {
      console.log(name, text);
    }
  }
  const requests = events.recorded.filter(({ type }) => type === 'request').length;
  console.log(
    `\nexit code ${exitCode}; links made at Telegram: ${ledger.linksMade()}, calls made: ${ledger.callsMade(exportMethod)}, calls inside a wait: ${ledger.callsInsideWait()}; requests of the tool to the API: ${requests}`,
  );
}
