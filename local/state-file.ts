import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsStack } from './aws/aws-stack.ts';
import type { DemoSystem } from './demo-system.ts';
import type { LocalSystem } from './local-system.ts';

/** The file in which a running system tells scripts and the operator's tool where it is. */
export interface StateFile {
  /** Writes the facts as they are now: function processes come and go. */
  write(): void;
  /** Removes it, unless another system has written it since. */
  remove(): void;
}

/** Of a running system, what the file tells. */
export type SystemFacts = Pick<LocalSystem, 'baseUrl' | 'tables' | 'keyFile' | 'telegram'> & {
  stack: Pick<AwsStack, 'endpoints' | 'dynamodbPid' | 'functionPids'>;
};

type Demo = Pick<DemoSystem, 'demo' | 'peers' | 'refusingPeers'>;

/** Holds the demo's API key, so it is its owner's alone; of a system that is kept it holds nothing secret. */
export function createStateFile(directory: string, system: SystemFacts, demo?: Demo): StateFile {
  const file = join(directory, 'state.json');
  return {
    write() {
      const written = `${file}.new`;
      const text = JSON.stringify({ ...toState(system), ...(demo ? toDemoState(demo) : {}) }, null, 2);
      writeFileSync(written, `${text}\n`, { mode: 0o600 });
      renameSync(written, file);
    },
    remove() {
      // Another demonstration, on another port, may have written it since.
      if (readOwner(file) === process.pid) {
        rmSync(file, { force: true });
      }
    },
  };
}

/** The process that wrote the file; undefined when there is none that can be read. */
function readOwner(file: string): number | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).processes?.main;
  } catch {
    return undefined;
  }
}

function toState({ baseUrl, stack, tables, keyFile, telegram }: SystemFacts) {
  const [server] = telegram?.servers ?? [];
  return {
    base_url: baseUrl,
    tables,
    endpoints: {
      ...stack.endpoints,
      ...(server ? { telegram: `${server.address}:${server.port}` } : {}),
    },
    key_file: keyFile,
    ...(telegram ? { telegram } : {}),
    processes: { main: process.pid, dynamodb: stack.dynamodbPid, functions: stack.functionPids() },
  };
}

function toDemoState({ demo, peers, refusingPeers }: Demo) {
  return {
    api_key: demo.apiKey,
    tenant: demo.tenantId,
    account: demo.account,
    peers,
    refusing_peers: refusingPeers,
  };
}
