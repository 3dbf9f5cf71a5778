import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { functionNames } from '../../infra/build.ts';
import type { CloudFormationTemplate } from '../../infra/cloudformation-template.ts';
import { readPackagedTemplate } from '../../infra/package.ts';
import { readIfThere, replaceFile } from '../../infra/replace-file.ts';
import { projectDirectory } from '../../project-directory.ts';
import { findProblems, type Sources } from './proof/find-problems.ts';
import { reachCalls } from './proof/reach-calls.ts';
import { readAwsModules, readModule } from './proof/read-operations.ts';
import { parseTypeScript, propertiesOf, walk } from './proof/syntax.ts';
import { functionOf, grantsOf, statementsOf, withTracing } from './proof/template.ts';

/** As it was packaged, and as CloudFormation reads it without and with tracing. */
let packaged: CloudFormationTemplate;
let template: CloudFormationTemplate;
let traced: CloudFormationTemplate;
let sources: Sources;

beforeAll(async () => {
  const modules = await readAwsModules();
  const calls = await Promise.all(functionNames.map(async (name) => [name, await reachCalls(name, modules)]));
  packaged = await readPackagedTemplate();
  [template, traced] = [withTracing(packaged, 'PassThrough'), withTracing(packaged, 'Active')];
  sources = { calls: Object.fromEntries(calls), routes: await readRoutes() };
});

/** Every `{ method, path, handler }` that the API's code makes a route of. */
async function readRoutes(): Promise<string[]> {
  const names = [
    'create-handler',
    'key-routes',
    'link-routes',
    'person-routes',
    'pool-routes',
    'rotation-routes',
  ];
  const texts = await Promise.all(
    names.map((name) => readFile(join(projectDirectory, 'functions', 'api', `${name}.ts`), 'utf8')),
  );
  const objects = texts.flatMap((text) => [...walk(parseTypeScript(text))].map(propertiesOf));
  return objects.flatMap((properties) => {
    const [method, path] = [properties.get('method')?.value, properties.get('path')?.value];
    return properties.has('handler') ? [`${method} ${path}`] : [];
  });
}

/** The problems of a template after a change to it. */
function problemsAfter(change: (template: CloudFormationTemplate) => void, before = template): string[] {
  const changed = structuredClone(before);
  change(changed);
  return findProblems(changed, sources).problems;
}

function propertiesIn(changed: CloudFormationTemplate, name: string) {
  return changed.Resources[name]?.Properties as Record<string, unknown>;
}

test('routes, environments, grants, timeouts and dead-letter queues of the template are what the code takes', ({
  annotate,
}) => {
  const { checks, problems } = findProblems(template, sources);
  expect(problems).toEqual([]);
  console.log(`static proof: ${checks} checks`);
  void annotate(`static proof: ${checks} checks`);
});

test('every single grant is missed when it is taken away, those for tracing among them', () => {
  const grants = functionNames.flatMap((name) =>
    statementsOf(traced, name).flatMap((statement, index) =>
      [statement.Action]
        .flat()
        .map((action, at) => ({ name, index, action, grant: grantsOf(statement)[at] })),
    ),
  );
  expect(grants.length).toBeGreaterThan(40);
  for (const { name, index, action, grant } of grants) {
    const problems = problemsAfter((changed) => {
      const statement = statementsOf(changed, name)[index];
      if (statement) {
        statement.Action = [statement.Action].flat().filter((each) => each !== action);
      }
    }, traced);
    expect(problems).toEqual([`${name} calls ${grant}, and its role does not allow it`]);
  }
});

test('a grant that is not needed is found', () => {
  for (const name of functionNames) {
    const problems = problemsAfter((changed) => {
      const [statement] = statementsOf(changed, name).slice(-1);
      if (statement) {
        statement.Action = [statement.Action, 'dynamodb:DeleteTable'].flat();
      }
    });
    expect(problems).toEqual([
      expect.stringMatching(`^the role of ${name} allows dynamodb:DeleteTable .*the code never calls it$`),
    ]);
  }
});

test('nothing is traced unless it is asked for, and then every function is', () => {
  expect((packaged as { Parameters?: Record<string, unknown> }).Parameters?.Tracing).toMatchObject({
    Default: 'PassThrough',
  });
  expect(findProblems(traced, sources).problems).toEqual([]);
  for (const name of functionNames) {
    expect(functionOf(packaged, name).TracingConfig.Mode).toBe('PassThrough');
    const problems = problemsAfter((changed) => {
      functionOf(changed, name).TracingConfig.Mode = 'PassThrough';
    }, traced);
    expect(problems).toEqual(
      ['PutTraceSegments', 'PutTelemetryRecords'].map(
        (action) => `the role of ${name} allows xray:${action} "*", and the code never calls it`,
      ),
    );
  }
});

test('every single variable is missed when it is taken away', () => {
  const variables = functionNames.flatMap((name) =>
    Object.keys(functionOf(template, name).Environment.Variables).map((variable) => ({ name, variable })),
  );
  expect(variables.length).toBeGreaterThan(15);
  for (const { name, variable } of variables.filter((each) => !each.variable.startsWith('POWERTOOLS_'))) {
    const problems = problemsAfter((changed) => {
      delete functionOf(changed, name).Environment.Variables[variable];
    });
    expect(problems).toContain(`${name} reads ${variable}, and is not given it`);
  }
});

test('a variable that nobody reads is found', () => {
  const problems = problemsAfter((changed) => {
    functionOf(changed, 'sweeper').Environment.Variables.KEYS_TABLE = { Ref: 'KeysTable' };
  });
  expect(problems).toEqual(['sweeper is given KEYS_TABLE, and never reads it']);
});

test('a route without code, and code without a route, are found', () => {
  const problems = problemsAfter((changed) => {
    propertiesIn(changed, 'HttpApiRouteGetV1Health').RouteKey = 'GET /v1/heath';
  });
  expect(problems).toEqual([
    'the code serves GET /v1/health, and the template has no such route',
    'the template routes GET /v1/heath, and the code does not serve it',
  ]);
});

test.each([
  ['JobsQueue', 'VisibilityTimeout', 29, 'messages of JobsQueue are hidden for 29 s'],
  [
    'WorkerLambdaFunction',
    'ReservedConcurrentExecutions',
    1,
    'JobsQueue starts 2 of worker, which may run 1 times',
  ],
  ['WebhooksQueue', 'RedrivePolicy', undefined, 'WebhooksQueue has no dead-letter queue'],
  ['JobsDeadQueue', 'RedriveAllowPolicy', undefined, 'JobsDeadQueue does not take the messages of JobsQueue'],
])('%s with another %s is found', (resource, property, value, said) => {
  const problems = problemsAfter((changed) => {
    propertiesIn(changed, resource)[property] = value;
  });
  expect(problems).toEqual([expect.stringContaining(said)]);
});

test('a command whose permission is not known here is no pass', () => {
  const text = 'function f() { return client.send(new PurgeQueueCommand({})); }';
  expect(() => readModule(text, 'some.ts')).toThrow('some.ts calls PurgeQueueCommand');
});

/** It takes seconds, and on a busy machine a minute. */
const cfnLintMs = 180_000;

test(
  'cfn-lint, where the machine has it, finds nothing',
  async (context) => {
    const text = JSON.stringify(packaged);
    // The template in which it found nothing: looked at again when it has changed.
    const cleanPath = join(projectDirectory, '.build', 'cfn-lint-clean.json');
    if ((await readIfThere(cleanPath))?.toString('utf8') === text) {
      return;
    }
    const directory = await mkdtemp(join(tmpdir(), 'invite-spool-lint-'));
    try {
      const path = join(directory, 'template.json');
      await writeFile(path, text);
      // W3005: osls spells out dependencies that CloudFormation would see by itself. W1030: a domain that was not asked for has
      // an empty certificate, on a resource that is not made.
      const words = ['--ignore-checks', 'W3005', 'W1030', '--', path];
      const linted = await promisify(execFile)('cfn-lint', words).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') {
          throw error;
        }
      });
      if (linted === undefined) {
        return context.skip('cfn-lint is not on this machine: pip install cfn-lint');
      }
      expect(linted.stdout).toBe('');
      await replaceFile(cleanPath, Buffer.from(text));
    } finally {
      await rm(directory, { recursive: true });
    }
  },
  cfnLintMs,
);
