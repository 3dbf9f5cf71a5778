import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { projectDirectory } from '../../../project-directory.ts';
import { calleeOf, type Node, namesIn, parseTypeScript, propertiesOf, walk } from './syntax.ts';

/** What IAM is asked for by one call: on a table, a queue or a key, or on an index of the table. */
export interface Call {
  action: string;
  index?: string;
}

/** A function of functions/aws: what it calls itself, and every name in it. */
export interface AwsFunction {
  calls: Call[];
  names: string[];
}

export interface AwsModule {
  /** By name; two creators may each have a method of the same name. */
  functions: Map<string, AwsFunction[]>;
  /** Of each `createX`: the operations it returns, as functions of this module, and the creators that it takes others from. */
  creators: Map<string, { operations: string[]; creators: string[] }>;
}

/** Commands that ask for another permission than their name says. Writes of a transaction ask for what each of them is. */
const actionsOf: Record<string, string[]> = {
  SendMessageCommand: ['sqs:SendMessage'],
  SendMessageBatchCommand: ['sqs:SendMessage'],
  ChangeMessageVisibilityBatchCommand: ['sqs:ChangeMessageVisibility'],
  GenerateDataKeyCommand: ['kms:GenerateDataKey'],
  DecryptCommand: ['kms:Decrypt'],
  TransactWriteItemsCommand: [],
  // All statements insert: see to-aws-requests.ts.
  BatchExecuteStatementCommand: ['dynamodb:PartiQLInsert'],
  paginateScan: ['dynamodb:Scan'],
  paginateQuery: ['dynamodb:Query'],
};

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
const dynamoDbCommands =
  /^(GetItem|BatchGetItem|PutItem|UpdateItem|DeleteItem|BatchWriteItem|Query|Scan)Command$/;

const transactionWrites: Record<string, string> = {
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
};

/** Every module of functions/aws, read from its source. */
export async function readAwsModules(): Promise<AwsModule[]> {
  const directory = join(projectDirectory, 'functions', 'aws');
  const files = (await readdir(directory)).filter((name) => name.endsWith('.ts'));
  return Promise.all(
    files.map(async (name) => readModule(await readFile(join(directory, name), 'utf8'), basename(name))),
  );
}

/** @throws Error for a command that this proof does not know. */
export function readModule(text: string, file: string): AwsModule {
  const nodes = [...walk(parseTypeScript(text))];
  const functions: AwsModule['functions'] = new Map();
  const creators: AwsModule['creators'] = new Map();
  for (const node of nodes) {
    const found = asFunction(node);
    if (found === undefined) {
      continue;
    }
    const own = [...walk(found.body, (below) => asFunction(below) !== undefined)];
    functions.set(found.name, [
      ...(functions.get(found.name) ?? []),
      { calls: own.flatMap((each) => readCalls(each, own, file)), names: namesIn(own) },
    ]);
    if (found.name.startsWith('create')) {
      creators.set(found.name, readReturned(own));
    }
  }
  return { functions, creators };
}

/** A function with a name: declared, or a method of an object. */
function asFunction(node: Node): { name: string; body: Node } | undefined {
  if (node.type === 'FunctionDeclaration') {
    return { name: String((node.id as Node).name), body: node.body as Node };
  }
  if (node.type === 'Property' && node.method === true) {
    return { name: String((node.key as Node).name), body: (node.value as Node).body as Node };
  }
  return undefined;
}

function readCalls(node: Node, own: Node[], file: string): Call[] {
  const callee = calleeOf(node);
  if (callee !== undefined && (callee.endsWith('Command') || callee.startsWith('paginate'))) {
    const actions =
      actionsOf[callee] ??
      (dynamoDbCommands.test(callee) ? [`dynamodb:${callee.replace('Command', '')}`] : undefined);
    if (actions === undefined) {
      throw new Error(`${file} calls ${callee}: which permission does it take?`);
    }
    const [index] = (node.arguments as Node[]).flatMap(
      (each) => propertiesOf(settle(each, own)).get('IndexName')?.value ?? [],
    );
    return actions.map((action) => ({ action, ...(index === undefined ? {} : { index: String(index) }) }));
  }
  return [...propertiesOf(node)].flatMap(([name, value]) => {
    const action = transactionWrites[name];
    return action !== undefined && propertiesOf(value).has('TableName') ? [{ action }] : [];
  });
}

/** An object that was given a name in the same function. */
function settle(argument: Node, own: Node[]): Node | undefined {
  return argument.type === 'Identifier'
    ? (own.find(({ type, id }) => type === 'VariableDeclarator' && (id as Node).name === argument.name)
        ?.init as Node)
    : argument;
}

/** What a creator returns: `{ operation, method() {}, ...createOther(table) }`. */
function readReturned(nodes: Node[]): { operations: string[]; creators: string[] } {
  const returned = nodes.flatMap((node) => (node.type === 'ReturnStatement' ? [node.argument as Node] : []));
  const [object] = returned.filter((each) => each?.type === 'ObjectExpression');
  const spreads = ((object?.properties ?? []) as Node[]).filter(({ type }) => type === 'SpreadElement');
  return {
    operations: [...propertiesOf(object).keys()],
    creators: spreads.flatMap((spread) => calleeOf(spread.argument as Node) ?? []),
  };
}
