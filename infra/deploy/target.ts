import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { RefusedError, UsageError } from '../../operator/terminal/operator-errors.ts';
import { projectDirectory } from '../../project-directory.ts';

export interface TargetOptions {
  stage: string;
  region?: string;
  /** Each `name=value`. */
  param: string[];
}

/** A stage in a region of an AWS account. */
export interface Target {
  stage: string;
  region: string;
  /** The arguments of osls that name it. */
  words: string[];
  /** What osls runs in: the credentials, however they were found. */
  env: Record<string, string | undefined>;
  /** What a command of this project has to begin with, to reach the same region. */
  commandPrefix: string;
}

/**
 * @throws RefusedError when there are no credentials.
 * @throws UsageError when infra/params.yml has no such parameter: osls would ignore it silently.
 */
export async function openTarget({ stage, region: given, param }: TargetOptions): Promise<Target> {
  await checkParams(param);
  // Any client finds credentials and region where all of them do: environment, profile, single sign-on, role.
  const client = new KMSClient(given === undefined ? {} : { region: given });
  // The client throws where no setting names a region, and there only.
  const settledRegion = await client.config.region().catch(() => undefined);
  const region = settledRegion ?? 'us-east-1';
  const { accessKeyId, secretAccessKey, sessionToken } = await client.config
    .credentials()
    .catch((cause: Error) => {
      throw new RefusedError(
        'There are no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
        { cause },
      );
    });
  return {
    stage,
    region,
    words: ['--stage', stage, '--region', region, ...param.flatMap((each) => ['--param', each])],
    env: {
      ...process.env,
      AWS_PROFILE: undefined,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    },
    commandPrefix: given === undefined && settledRegion !== undefined ? '' : `AWS_REGION=${region} `,
  };
}

async function checkParams(params: string[]): Promise<void> {
  const text = await readFile(join(projectDirectory, 'infra', 'params.yml'), 'utf8');
  const known = new Set(Array.from(text.matchAll(/^ {2}(\w+):/gm), ([, name]) => name));
  for (const param of params) {
    const name = param.slice(0, param.indexOf('='));
    if (!known.has(name)) {
      throw new UsageError(`There is no parameter ${name}: there are ${[...known].join(', ')}.`);
    }
  }
}
