import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { JobRef } from '../core/job/job.ts';
import type { JoinDeliveries, JoinReads, WatchStore } from '../core/join/join-store.ts';
import { createDeliveries } from './join-deliveries.ts';
import { createJoinErasure } from './join-erasure.ts';
import { createEventChecks, createJoinLists } from './join-events.ts';
import { createTrackedLinks, createTrackedReads } from './join-links.ts';
import { createLooks } from './join-looks.ts';
import { createRequestReads, createRequestStore } from './join-requests.ts';
import type { JoinTable } from './join-table.ts';

type Settings = Pick<JoinTable, 'now' | 'retentionDays'>;

/** What the worker does with the joins table; what lies in it is told in join-table.ts. */
export function createWatchStore(
  client: DynamoDBClient,
  tableName: string,
  { jobsTable, ...settings }: Settings & { jobsTable: string },
): WatchStore {
  const table = { client, tableName, ...settings };
  return {
    ...createTrackedLinks(table, jobsTable),
    ...createLooks(table, jobsTable),
    ...createEventChecks(table),
    ...createRequestStore(table),
  };
}

/** What the API does with it. */
export function createJoinReads(
  client: DynamoDBClient,
  tableName: string,
  {
    eraseDecision,
    ...settings
  }: Settings & { eraseDecision(operation: JobRef, userId: string): Promise<void> },
): JoinReads {
  const table = { client, tableName, ...settings };
  return {
    ...createTrackedReads(table),
    ...createJoinLists(table),
    ...createRequestReads(table),
    ...createJoinErasure(table, eraseDecision),
  };
}

/** What the webhook function does with it. */
export function createDeliveryStore(
  client: DynamoDBClient,
  tableName: string,
  settings: Settings,
): Omit<JoinDeliveries, 'listDueDeliveries'> {
  const table = { client, tableName, ...settings };
  return { ...createTrackedReads(table), ...createDeliveries(table) };
}
