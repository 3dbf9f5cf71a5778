import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { RefusedError, UsageError } from '../../operator/terminal/operator-errors.ts';
import { projectDirectory } from '../../project-directory.ts';

export interface TargetOptions {
  stage: string;
  region?: string;
  /** Parameters, each as `name=value`. */
  param: string[];
}

/** A stage in a region of an AWS account. */
export interface Target {
  stage: string;
  region: string;
  /** The arguments of osls that select it. */
  words: string[];
  /** The environment of osls, with the credentials. */
  env: Record<string, string | undefined>;
  /** The text in front of a command of this project that makes it use the same region. */
  commandPrefix: string;
}

/**
 * @throws RefusedError when there are no credentials.
 * @throws UsageError when infra/params.yml has no such parameter: osls would ignore it silently.
 */
export async function openTarget({ stage, region: given, param }: TargetOptions): Promise<Target> {
  await checkParams(param);
  // Every client of the SDK finds credentials and region in the same places: environment, profile, single sign-on,
  // role.
  const client = new KMSClient(given === undefined ? {} : { region: given });
  // The client throws only when no setting names a region.
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
