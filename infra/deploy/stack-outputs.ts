import { OslsError, runOsls } from '../run-osls.ts';
import type { Target } from './target.ts';

/** The outputs of the deployed stack, by name; undefined when there is no such stack. */
export async function readStackOutputs({ words, env }: Target): Promise<Record<string, string> | undefined> {
  try {
    const told = await runOsls(['info', '--verbose', ...words], { env });
    const [, outputs = ''] = told.split('Stack Outputs:');
    return Object.fromEntries(
      Array.from(outputs.matchAll(/^\s+(\w+): (\S+)$/gm), ([, name, value]) => [name, value]),
    );
  } catch (error) {
    // CloudFormation's message for a missing stack:
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
    if (error instanceof OslsError && /Stack .*does not exist/.test(error.message)) {
      return undefined;
    }
    throw error;
  }
}
