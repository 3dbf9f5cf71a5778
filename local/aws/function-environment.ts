import { devNull } from 'node:os';
import { localClientSettings } from '../../operator/system/local-client-settings.ts';
import type { FunctionSettings } from './template.ts';

export interface Endpoints {
  dynamodb: string;
  sqs: string;
}

/**
 * The whole environment of a function: Lambda's own variables, the template's, and `extra`. Later ones win.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function createFunctionEnvironment(
  settings: FunctionSettings,
  endpoints: Endpoints,
  extra: Record<string, string>,
): Record<string, string> {
  const { region, credentials } = localClientSettings;
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    // The user's own AWS settings do not apply here.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_LAMBDA_FUNCTION_NAME: settings.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMegabytes),
    TZ: 'UTC',
    ...settings.environment,
    ...extra,
  };
}
