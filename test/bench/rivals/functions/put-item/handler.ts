import { randomUUID } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from 'aws-lambda';

const dynamoDb = new DynamoDBClient({});
const TableName = process.env.JOBS_TABLE;

/** The smallest handler of a request: it stores the body, without a check and without a tenant. */
export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyResultV2>().handler(
  async ({ body = '' }) => {
    const id = randomUUID();
    await dynamoDb.send(new PutItemCommand({ TableName, Item: { pk: { S: id }, body: { S: body } } }));
    return {
      statusCode: 202,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id }),
    };
  },
);
