import { renderUnicodeCompact } from 'uqr';
import { type LoginPrompts, resend } from '../../functions/telegram/log-in.ts';
import type { QrPrompts } from '../../functions/telegram/log-in-by-qr.ts';
import { logInAccount } from '../../operator/login/log-in-account.ts';
import { printLogin } from '../../operator/login/print-chats.ts';
import { chooseNetwork } from '../../operator/system/networks.ts';
import { toPlainText } from '../../operator/terminal/table.ts';
import type { Terminal } from '../../operator/terminal/terminal.ts';
import type { CommandContext } from '../tool/command-context.ts';
import { askApp } from './ask-app.ts';

export interface LoginOptions {
  qr?: true;
  testDc?: true;
  defaultPeer?: string;
}

/** `login NAME`: logs a Telegram account in, by a code sent to it or by a QR code scanned with it. */
export async function login(context: CommandContext, name: string, options: LoginOptions): Promise<void> {
  const { system, terminal, now } = context;
  const network = chooseNetwork(system.telegram, options.testDc ?? false);
  const keys = system.openKeys();
  const app = await askApp(terminal, process.env);
  const { accounts, commandLine } = system;
  const deps = { accounts, keys, commandLine, now, print: terminal.print, signal: terminal.signal };
  const loggedIn = await logInAccount(deps, {
    tenantId: system.tenantId,
    name,
    network,
    app,
    how: options.qr
      ? { by: 'qr', prompts: createQrPrompts(terminal) }
      : { by: 'code', prompts: createCodePrompts(terminal) },
    ...(options.defaultPeer === undefined ? {} : { defaultPeer: options.defaultPeer }),
  });
  printLogin(terminal.print, name, loggedIn);
}

function createCodePrompts(terminal: Terminal): LoginPrompts {
  return {
    phone(problem) {
      noteProblem(terminal, problem);
      return terminal.ask({
        message: 'Phone number, with the country code:',
        findProblem: (text) =>
          text.replaceAll(/\D/g, '').length >= 5 ? undefined : 'A phone number such as +44 7700 900123.',
      });
    },
    async code({ how, length }, problem) {
      terminal.note(problem ?? `The login code comes ${toPlainText(how)}. Tell it to nobody else.`);
      const digits = length > 0 ? `${length} characters, or ` : '';
      const answer = await terminal.ask({
        message: `Login code (${digits}"resend" to have it sent another way):`,
        findProblem: (text) => (text === '' ? 'The code is empty.' : undefined),
      });
      return answer.toLowerCase() === 'resend' ? resend : answer;
    },
    password: (hint, problem) => askPassword(terminal, hint, problem),
  };
}

function createQrPrompts(terminal: Terminal): QrPrompts {
  let isFirst = true;
  return {
    showToken(url, expiresAtMs) {
      const until = new Date(expiresAtMs).toTimeString().slice(0, 8);
      terminal.note(
        isFirst
          ? 'Scan this with Telegram on your phone: Settings > Devices > Link Desktop Device.\n'
          : 'That code has expired. Scan this one:\n',
      );
      isFirst = false;
      terminal.note(drawQrCode(url));
      terminal.note(`\nGood until ${until}, then there is another. Ctrl-C gives up.`);
    },
    password: (hint, problem) => askPassword(terminal, hint, problem),
    signal: terminal.signal,
  };
}

/** The code is black on white in every terminal: some scanners cannot read white on black. */
function drawQrCode(text: string): string {
  return renderUnicodeCompact(text, { border: 2 })
    .split('\n')
    .map((line) => `\u001B[97;40m${line}\u001B[0m`)
    .join('\n');
}

function askPassword(terminal: Terminal, hint: string | undefined, problem?: string): Promise<string> {
  noteProblem(terminal, problem);
  return terminal.ask({
    message: `Two-step password${hint ? ` (hint: ${toPlainText(hint)})` : ''}:`,
    isSecret: true,
    findProblem: (text) => (text === '' ? 'The password is empty.' : undefined),
  });
}

function noteProblem(terminal: Terminal, problem: string | undefined): void {
  if (problem !== undefined) {
    terminal.note(problem);
  }
}
