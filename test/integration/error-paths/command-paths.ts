import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { projectDirectory } from '../../../project-directory.ts';
import { writePyrogramFile } from '../../cli/account/write-session-file.ts';
import { toolPath } from '../../setup/build-tools.ts';
import { toolEnvironment } from '../../setup/tool-environment.ts';
import { apiHash } from '../local-service.ts';
import { finish, type Scene } from './scene.ts';

interface Command {
  argv: string[];
  input?: string;
  env?: Record<string, string>;
}

const app = { TELEGRAM_API_ID: '12345', TELEGRAM_API_HASH: apiHash };

/** Commands that fail with a secret at hand. @param sessionString of a session that Telegram has ended, and `sessionFile` too. */
function listCommands(sessionString: string, sessionFile: string): Record<string, Command> {
  function importing(input: string, env: Record<string, string> = app) {
    return {
      argv: ['import', 'found'],
      input,
      env,
    };
  }
  return {
    'a session string as an argument': { argv: ['import', 'found', sessionString] },
    'a session string as a file': { argv: ['import', 'found', '--file', sessionString] },
    'a session string as a name': { argv: ['show', sessionString] },
    'a session string as a command': { argv: [sessionString] },
    'a session string as an option': { argv: ['import', 'found', `--session=${sessionString}`] },
    'a session string as a tenant': { argv: ['list', '--tenant', sessionString] },
    'a session string as a peer': { argv: ['default-peer', 'main', sessionString] },
    'a session string as an api_id': importing(sessionString, { ...app, TELEGRAM_API_ID: sessionString }),
    'an api_hash as an api_id': importing(sessionString, { ...app, TELEGRAM_API_ID: apiHash }),
    'a session string as an api_hash': importing(sessionString, { ...app, TELEGRAM_API_HASH: sessionString }),
    'a session string without an app': importing(sessionString, {}),
    'a session string cut': importing(sessionString.slice(0, 200)),
    'a session string in quotes': importing(`session = "${sessionString}"`),
    'a session string turned around': importing([...sessionString].reverse().join('')),
    'a session that Telegram has ended': importing(sessionString),
    'a session file of that session': { argv: ['import', 'found', '--file', sessionFile], env: app },
    'that file as a name': { argv: ['import', sessionFile, '--file', sessionFile], env: app },
    'that file damaged': { argv: ['import', 'found', '--file', `${sessionFile}.damaged`], env: app },
    'a login without a terminal': { argv: ['login', 'found'], env: app },
    'an altered session': { argv: ['check', 'seal_tag_altered'] },
  };
}

/** Commands at once: each is a process, which takes half a second of a core. */
const atOnce = 4;

/** Commands of the operator's tool that fail. @param directory of the file that tells where the system is. */
export async function driveFailingCommands(
  scene: Scene,
  directory: string,
  sessionString: string,
): Promise<void> {
  const sessionFile = join(directory, 'ended.session');
  const authKey = Buffer.from(sessionString.slice(1), 'base64').subarray(-256);
  writePyrogramFile(sessionFile, { authKey });
  // The key is in its second half still.
  const whole = await readFile(sessionFile);
  await writeFile(`${sessionFile}.damaged`, Buffer.concat([whole.subarray(0, 100), whole.subarray(2_000)]));
  const commands = Object.entries(listCommands(sessionString, sessionFile));
  const runners = Array.from({ length: atOnce }, async () => {
    for (let next = commands.shift(); next !== undefined; next = commands.shift()) {
      await driveCommand(scene, directory, ...next);
    }
  });
  await Promise.all(runners);
}

export async function driveCommand(
  { written, ...scene }: Scene,
  directory: string,
  name: string,
  { argv, input = '', env = {} }: Command,
): Promise<void> {
  const child = spawn(process.execPath, [toolPath('account'), '--data', directory, ...argv], {
    cwd: projectDirectory,
    env: toolEnvironment(env),
    stdio: 'pipe',
  });
  // A command that refuses its arguments does not read what comes in.
  child.stdin.on('error', () => {}).end(input);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  written.push({ name: 'command', text: out + err });
  if (code === 0 || out + err === '') {
    throw new Error(`${name}: exit code ${code}, ${out}${err}`);
  }
  if (/^ {4}at /m.test(err)) {
    throw new Error(`${name} broke the tool: ${err}`);
  }
  finish({ written, ...scene }, `command: ${name}`);
}
