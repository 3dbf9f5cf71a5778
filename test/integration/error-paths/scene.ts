import { type AttributeValue, type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Account } from '../../../functions/core/account/account.ts';
import type { Secrets, Written } from '../find-secrets.ts';
import type { FunctionLine, LocalService } from '../local-service.ts';

/** A run through the paths on which things fail, and all that it wrote beside the functions' lines. */
export interface Scene {
  service: LocalService;
  /** Answers of the HTTP API, what the operator's tool printed, and errors with all that is in them. */
  written: Written[];
  /** Secrets that the paths brought along. */
  secrets: Secrets;
  /** The paths driven, each by its name. */
  driven: string[];
}

/** Notes that a path was driven to its end. */
export function finish({ driven }: Scene, path: string): void {
  if (driven.includes(path)) {
    throw new Error(`${path} is counted already`);
  }
  driven.push(path);
}

/** Asks the HTTP API, and keeps the answer. @returns its status. */
export async function ask(
  { service, written }: Scene,
  method: string,
  path: string,
  init: { body?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; text: string }> {
  const { system } = service;
  const response = await fetch(`${system.baseUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${system.demo.apiKey}`,
      ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...init.headers,
    },
    ...(init.body === undefined ? {} : { body: init.body }),
  });
  const text = await response.text();
  written.push({ name: 'answer', text: JSON.stringify([...response.headers]) + text });
  return { status: response.status, text };
}

export interface WorkerLine extends FunctionLine {
  entry: { message: string; jobId?: string; accountId?: string; status?: string };
}

/**
 * Resolves when the worker has put the job into a state other than running, for the `count`-th time.
 * @throws Error when the job came off: its path was not driven then.
 */
export async function moved({ service: { lines } }: Scene, jobId: string, count = 1): Promise<WorkerLine> {
  function fits(line: FunctionLine): line is WorkerLine {
    return line.name === 'worker' && line.entry.jobId === jobId && line.entry.status !== 'running';
  }
  const line = await lines.waitFor(fits, count);
  if (line.entry.status === 'succeeded') {
    throw new Error(`${jobId} came off`);
  }
  return line;
}

/** Resolves when the worker has met a fault of its own with the account. */
export function faulted({ service: { lines } }: Scene, accountId: Account['accountId']): Promise<WorkerLine> {
  function fits(line: FunctionLine): line is WorkerLine {
    return line.name === 'worker' && line.entry.level === 'ERROR' && line.entry.accountId === accountId;
  }
  return lines.waitFor(fits);
}

export async function scanTable(
  client: DynamoDBClient,
  table: string,
): Promise<Record<string, AttributeValue>[]> {
  const items: Record<string, AttributeValue>[] = [];
  for await (const page of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
    items.push(...(page.Items ?? []));
  }
  return items;
}

/** Every row of a table, with its binary values as they are and as text of base64. */
export async function readRows({ service }: Pick<Scene, 'service'>, table: string): Promise<Written[]> {
  const items = await scanTable(service.dynamoDb, table);
  const texts = items.map((item) => {
    const bytes: Buffer[] = [];
    const json = JSON.stringify(unmarshall(item), (_name, value) => {
      if (!(value instanceof Uint8Array)) {
        return value;
      }
      bytes.push(Buffer.from(value));
      return Buffer.from(value).toString('base64');
    });
    return bytes.length === 0 ? json : json + bytes.map((each) => each.toString('latin1')).join('');
  });
  return texts.map((text) => ({ name: table, text }));
}
