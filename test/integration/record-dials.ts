import { ChildProcess } from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { pathToFileURL } from 'node:url';

/** What a process did: began to be watched, or dialled or looked up `target`. */
export interface Dial {
  /** What the process runs. */
  program: string;
  kind: 'watched' | 'tcp' | 'udp' | 'dns';
  target: string;
}

type Method = (this: unknown, ...given: unknown[]) => unknown;
type Methods = Record<string, Method>;

/**
 * From now on notes in the file each target that this process dials or looks up, and so does every Node process that is
 * started from it, however clean its environment: this module is preloaded into it.
 */
export function recordDials(file: string): void {
  function note(kind: Dial['kind'], target: string) {
    const dial: Dial = { program: process.argv.slice(1).join(' '), kind, target };
    appendFileSync(file, `${JSON.stringify(dial)}\n`);
  }
  // Everything of Node's that speaks TCP goes through this: http, https, fetch, tls.
  before(net.Socket.prototype, 'connect', (given) => note('tcp', describeTarget(given)));
  before(dgram.Socket.prototype, 'send', (given) => note('udp', given.filter(isName).join(':')));
  before(dgram.Socket.prototype, 'connect', (given) => note('udp', given.filter(isName).join(':')));
  for (const asker of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
    const names = Object.keys(asker).filter((name) => /^(lookup|resolve|reverse)/.test(name));
    for (const name of names) {
      before(asker, name, ([host]) => note('dns', String(host)));
    }
  }
  const preload = `${pathToFileURL(import.meta.filename).href}?file=${encodeURIComponent(file)}`;
  before(ChildProcess.prototype, 'spawn', ([options]) => {
    const { file: program, args } = options as { file: string; args: string[] };
    if (program === process.execPath) {
      args.splice(1, 0, '--import', preload);
    }
  });
  syncBuiltinESMExports();
  note('watched', '');
}

export function readDials(file: string): Dial[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

/** A host that is this machine, whatever it is asked. */
export function isLoopback(target: string): boolean {
  return /^(?:127(?:\.\d+){3}|\[?::1\]?|localhost)(?::\d+)?$/.test(target) || target.startsWith('/');
}

function before(owner: object, name: string, look: (given: unknown[]) => void): void {
  const methods = owner as Methods;
  const method = methods[name] as Method;
  methods[name] = function watched(...given) {
    look(given);
    return method.apply(this, given);
  };
}

/** As `net.connect` takes it, and as Node passes it on within itself: options first in a list. */
function describeTarget([first, second]: unknown[]): string {
  const head = Array.isArray(first) ? first[0] : first;
  if (typeof head === 'object' && head !== null) {
    const { host = 'localhost', port, path } = head as { host?: string; port?: number; path?: string };
    return path ?? `${host}:${port}`;
  }
  return isPort(head) ? `${typeof second === 'string' ? second : 'localhost'}:${head}` : String(head);
}

function isPort(value: unknown) {
  return /^\d+$/.test(String(value));
}

function isName(value: unknown) {
  return typeof value === 'string' || typeof value === 'number';
}

const preloadedFor = new URL(import.meta.url).searchParams.get('file');
if (preloadedFor !== null) {
  recordDials(preloadedFor);
}
