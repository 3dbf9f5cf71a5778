import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { JsonItem } from './backup-file.ts';

/* The SDK has binary values as bytes, DynamoDB's JSON has them in Base64. Their names tell them: `B`, and `BS` of a set. */

type Item = Record<string, AttributeValue>;

export function toJsonItem(item: Item): JsonItem {
  return mapItem(item, (bytes) => Buffer.from(bytes as Uint8Array).toString('base64'));
}

export function toItem(item: JsonItem): Item {
  return mapItem(item, (text) => Buffer.from(text as string, 'base64')) as Item;
}

type Convert = (value: unknown) => unknown;

function mapItem(item: Record<string, unknown>, convert: Convert): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, mapValue(value, convert)]));
}

function mapValue(value: unknown, convert: Convert): unknown {
  const { B, BS, L, M } = value as {
    B?: unknown;
    BS?: unknown[];
    L?: unknown[];
    M?: Record<string, unknown>;
  };
  if (B !== undefined) {
    return { B: convert(B) };
  }
  if (BS !== undefined) {
    return { BS: BS.map(convert) };
  }
  if (L !== undefined) {
    return { L: L.map((each) => mapValue(each, convert)) };
  }
  return M === undefined ? value : { M: mapItem(M, convert) };
}
