import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type DynamodbServer, startDynamodb } from '../../../local/aws/dynamodb.ts';
import type { TableSettings } from '../../../local/aws/template.ts';

/** The items of a table, as DynamoDB's own format has them: no bytes in them. */
export interface TableRows {
  tableName: string;
  items: Iterable<Record<string, AttributeValue>>;
}

/** A stream's chunk holds so many items. */
const itemsPerChunk = 500;

/**
 * Starts a DynamoDB engine in memory that has these rows from the start. They come by way of an export of DynamoDB, which the engine
 * takes in some ten times as fast as it answers BatchWriteItem.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 */
export async function startDynamodbWith(tables: TableSettings[], rows: TableRows[]): Promise<DynamodbServer> {
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-rows-'));
  try {
    const exportDirectory = join(directory, 'export');
    const schemaFile = join(directory, 'schema.json');
    await writeFile(schemaFile, JSON.stringify(tables.map(({ create }) => ({ Table: create }))));
    for (const { tableName, items } of rows) {
      const data = join(exportDirectory, tableName, 'data');
      await mkdir(data, { recursive: true });
      await pipeline(
        Readable.from(toLines(items)),
        createGzip({ level: constants.Z_BEST_SPEED }),
        createWriteStream(join(data, '0.json.gz')),
      );
    }
    return await startDynamodb({ imported: { exportDirectory, schemaFile } });
  } finally {
    await rm(directory, { recursive: true });
  }
}

function* toLines(items: TableRows['items']): Generator<string> {
  let chunk: string[] = [];
  for (const Item of items) {
    chunk.push(`${JSON.stringify({ Item })}\n`);
    if (chunk.length === itemsPerChunk) {
      yield chunk.join('');
      chunk = [];
    }
  }
  yield chunk.join('');
}
