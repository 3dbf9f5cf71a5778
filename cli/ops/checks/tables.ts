import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ResourceNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { Tables } from '../../../operator/system/local-state.ts';
import type { CommandContext } from '../../tool/command-context.ts';
import { type Check, type Finding, ok, rebuildCommand, wrong } from '../finding.ts';

/** The tables of infra/tables.yml: what is asked of each beyond its key. */
export const expectedTables: Record<keyof Tables, { indexes: string[]; timeToLive?: string }> = {
  jobs: { indexes: ['byAccount', 'byTenant', 'byCallback', 'byQuota'], timeToLive: 'expiresAt' },
  accounts: { indexes: ['byTenant', 'byDue'] },
  keys: { indexes: ['byTenant'], timeToLive: 'discardAt' },
  webhooks: { indexes: [] },
  joins: { indexes: ['byTenant', 'byPerson', 'byDelivery'], timeToLive: 'expiresAt' },
  standing: { indexes: [], timeToLive: 'expiresAt' },
};

/** Every table is there, with its indexes, at work, and expires what it should. */
export const checkTables: Check = {
  name: 'tables',
  async run(context) {
    const names = Object.keys(expectedTables) as (keyof Tables)[];
    return Promise.all(names.map((name) => checkTable(context, name)));
  },
};

async function checkTable(context: CommandContext, name: keyof Tables): Promise<Finding> {
  const { dynamoDb, tables } = context.system;
  const TableName = tables[name];
  const check = `table ${TableName}`;
  const { indexes, timeToLive } = expectedTables[name];
  let table: TableDescription | undefined;
  try {
    table = (await dynamoDb.send(new DescribeTableCommand({ TableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return wrong(check, 'The table is gone.', mendLoss(context, TableName));
    }
    throw error;
  }
  if (table?.TableStatus !== 'ACTIVE') {
    return wrong(
      check,
      `The table is ${table?.TableStatus}.`,
      'wait until it is ACTIVE, then run doctor again',
    );
  }
  const usable = (table.GlobalSecondaryIndexes ?? []).filter(({ IndexStatus }) => IndexStatus === 'ACTIVE');
  const missing = indexes.filter((index) => !usable.some(({ IndexName }) => IndexName === index));
  if (missing.length > 0) {
    return wrong(check, `Missing or not active: index ${missing.join(', ')}.`, rebuildCommand(context));
  }
  if (timeToLive !== undefined && !(await hasTimeToLive(context, TableName, timeToLive))) {
    return wrong(check, `Nothing expires: its time to live is not ${timeToLive}.`, rebuildCommand(context));
  }
  return ok(check, 'there, with its indexes');
}

async function hasTimeToLive(
  { system }: CommandContext,
  TableName: string,
  attribute: string,
): Promise<boolean> {
  const { TimeToLiveDescription: found } = await system.dynamoDb.send(
    new DescribeTimeToLiveCommand({ TableName }),
  );
  return found?.AttributeName === attribute && /^ENABL/.test(found.TimeToLiveStatus ?? '');
}

/** What was in it comes back from point-in-time recovery only. */
function mendLoss(context: CommandContext, table: string): string {
  return context.system.stage === undefined
    ? rebuildCommand(context)
    : `aws dynamodb restore-table-to-point-in-time --source-table-name ${table} --target-table-name ${table} --use-latest-restorable-time`;
}
