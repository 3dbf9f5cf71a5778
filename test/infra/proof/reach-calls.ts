import { join } from 'node:path';
import { build } from 'esbuild';
import { projectDirectory } from '../../../project-directory.ts';
import type { AwsFunction, AwsModule, Call } from './read-operations.ts';
import { calleeOf, type Node, namesIn, parseTypeScript, walk } from './syntax.ts';

/** A call on what a field of the function's configuration names, such as `jobsTable`. */
export interface ReachedCall extends Call {
  field: string;
}

/** An operation of a store or a queue that a function's code can reach, and what it asks of AWS. */
export interface ReachedOperation {
  creator: string;
  name: string;
  /** Of the function's configuration. */
  field: string;
  calls: Call[];
}

/** What a function asks of AWS. */
export async function reachCalls(functionName: string, modules: AwsModule[]): Promise<ReachedCall[]> {
  const operations = await reachOperations(functionName, modules);
  return operations.flatMap(({ calls, field }) => calls.map((call) => ({ ...call, field })));
}

/**
 * The operations that a function uses. Of the sources that its handler imports only what can be reached is looked at (esbuild drops
 * the rest). An operation of a store counts as called when its name stands anywhere in there: this may find too many calls,
 * never too few, as long as operations are called by their names.
 */
export async function reachOperations(
  functionName: string,
  modules: AwsModule[],
): Promise<ReachedOperation[]> {
  const nodes = [...walk(parseTypeScript(await bundleEdge(functionName)))];
  const reached = reachNames(usedNames(nodes), modules);
  return nodes.flatMap((node) => {
    const creator = calleeOf(node);
    const field = fieldOf((node.arguments as Node[] | undefined)?.[1]);
    if (creator === undefined || field === undefined) {
      return [];
    }
    return operationsOf(creator, modules)
      .filter(([name]) => reached.has(name))
      .map(([name, operation]) => ({ creator, name, field, calls: callsOf(operation, modules) }));
  });
}

/** The handler and all that it reaches outside of functions/aws, as one module. */
async function bundleEdge(functionName: string): Promise<string> {
  const result = await build({
    absWorkingDir: projectDirectory,
    entryPoints: [join('functions', functionName, 'handler.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    packages: 'external',
    treeShaking: true,
    logLevel: 'silent',
    plugins: [
      {
        name: 'aws-outside',
        setup: ({ onResolve }) =>
          onResolve({ filter: /\/aws\/[\w-]+\.ts$/ }, ({ path }) => ({
            path,
            external: true,
            sideEffects: false,
          })),
      },
    ],
  });
  return result.outputFiles[0]?.text ?? '';
}

/** The names in the edge, but for those of its own functions; as properties these may be operations too. */
function usedNames(nodes: Node[]): string[] {
  const declared = nodes.flatMap(({ type, id }) =>
    type === 'FunctionDeclaration' ? namesIn([id as Node]) : [],
  );
  const properties = nodes.flatMap(({ type, property, key }) =>
    type === 'MemberExpression' || type === 'Property' ? namesIn([(property ?? key) as Node]) : [],
  );
  return [...namesIn(nodes).filter((name) => !declared.includes(name)), ...properties];
}

/** The names that stand in the edge, and in every function of functions/aws that is named by one of them. */
function reachNames(names: string[], modules: AwsModule[]): Set<string> {
  const reached = new Set<string>();
  const pending = [...names];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (!reached.has(name)) {
      reached.add(name);
      // A creator names all its operations; which of them are called is what is asked here.
      const named = name.startsWith('create') ? [] : functionsNamed(name, modules);
      pending.push(...named.flatMap((each) => each.names));
    }
  }
  return reached;
}

function functionsNamed(name: string, modules: AwsModule[]): AwsFunction[] {
  return modules.flatMap(({ functions }) => functions.get(name) ?? []);
}

function operationsOf(creator: string, modules: AwsModule[]): [string, AwsFunction][] {
  return modules.flatMap((module) => {
    const found = module.creators.get(creator);
    if (found === undefined) {
      return [];
    }
    const own = found.operations.flatMap((name) =>
      (module.functions.get(name) ?? []).map((operation): [string, AwsFunction] => [name, operation]),
    );
    return [...own, ...found.creators.flatMap((each) => operationsOf(each, modules))];
  });
}

/** What an operation calls, and what the functions call that it uses: those of its own module before others. */
function callsOf(operation: AwsFunction, modules: AwsModule[]): Call[] {
  const home = modules.find(({ functions }) => [...functions.values()].flat().includes(operation));
  const seen = new Set<AwsFunction>();
  const pending = [operation];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (!seen.has(next)) {
      seen.add(next);
      pending.push(
        ...next.names
          .filter((name) => !name.startsWith('create'))
          .flatMap((name) => home?.functions.get(name) ?? helpersNamed(name, modules)),
      );
    }
  }
  return [...seen].flatMap(({ calls }) => calls);
}

/** Functions that are given the table: operations of another store have a table of their own. */
function helpersNamed(name: string, modules: AwsModule[]): AwsFunction[] {
  return modules
    .filter(({ creators }) => creators.size === 0)
    .flatMap(({ functions }) => functions.get(name) ?? []);
}

/** `jobsTable` of `config.jobsTable`. */
function fieldOf(argument: Node | undefined): string | undefined {
  return argument?.type === 'MemberExpression' ? (argument.property as Node).name : undefined;
}
