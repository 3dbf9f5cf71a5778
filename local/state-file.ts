import { parseKeys } from '../functions/aws/sealing-key-file.ts';
import {
  type LocalState,
  readLocalState,
  removeLocalState,
  writeLocalState,
} from '../operator/system/local-state.ts';
import { nameOf, type SealingKeys } from '../operator/system/sealing-keys.ts';
import { RefusedError } from '../operator/terminal/operator-errors.ts';
import type { AwsStack } from './aws/aws-stack.ts';
import type { DemoSystem } from './demo-system.ts';
import type { LocalSystem } from './local-system.ts';

/** The `state.json` of a running system. */
export interface StateFile {
  /** Writes the current facts, because function processes start and end. */
  write(): void;
  /** Removes the file, unless another system on another port has overwritten it. */
  remove(): void;
}

/** The parts of a running system that the file describes. */
export type SystemFacts = Pick<
  LocalSystem,
  'baseUrl' | 'tables' | 'sealingKeys' | 'telegram' | 'operatorKey'
> & {
  stack: Pick<AwsStack, 'endpoints' | 'dynamodbPid' | 'functionPids'>;
};

type Demo = Pick<DemoSystem, 'demo' | 'peers' | 'refusingPeers'>;

/** @param demo the demonstration's own facts; with them the file holds its API key. */
export function createStateFile(directory: string, system: SystemFacts, demo?: Demo): StateFile {
  return {
    write: () => writeLocalState(directory, { ...toState(system), ...(demo ? toDemoState(demo) : {}) }),
    remove: () => removeLocalState(directory, process.pid),
  };
}

/** The demonstrations of a clone write into the same file. @returns what to tell where another one runs. */
export function warnOfOther(directory: string): string | undefined {
  try {
    const other = readLocalState(directory);
    return (
      other &&
      `a demonstration runs here already, at ${other.base_url}. The commands in this folder find one of the two by chance: stop one, or start with --data DIR.`
    );
  } catch (error) {
    if (error instanceof RefusedError) {
      // A file that cannot be read is written anew.
      return undefined;
    }
    throw error;
  }
}

function toState({ baseUrl, stack, tables, sealingKeys, telegram, operatorKey }: SystemFacts): LocalState {
  const [server] = telegram?.servers ?? [];
  return {
    base_url: baseUrl,
    operator_key: operatorKey,
    tables,
    endpoints: {
      ...stack.endpoints,
      ...(server ? { telegram: `${server.address}:${server.port}` } : {}),
    },
    ...describeKeys(sealingKeys),
    ...(telegram ? { telegram } : {}),
    processes: { main: process.pid, dynamodb: stack.dynamodbPid, functions: stack.functionPids() },
  };
}

function describeKeys({ keyFile, keyText, credentialFile, sources }: SealingKeys): Partial<LocalState> {
  const names = parseKeys(keyText ?? '')?.map(nameOf);
  return {
    ...(keyFile === undefined ? {} : { key_file: keyFile }),
    ...(credentialFile === undefined ? {} : { key_credential: credentialFile }),
    ...(names === undefined ? {} : { key_names: names, key_sources: sources }),
  };
}

function toDemoState({ demo, peers, refusingPeers }: Demo): Partial<LocalState> {
  return {
    api_key: demo.apiKey,
    tenant: demo.tenantId,
    account: demo.account,
    peers,
    refusing_peers: refusingPeers,
  };
}
