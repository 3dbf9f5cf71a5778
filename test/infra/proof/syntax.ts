import { parseAst } from 'vitest/node';

/** A node of ESTree, as far as it is looked at here. */
export interface Node {
  type: string;
  name?: string;
  value?: unknown;
  [field: string]: unknown;
}

export function parseTypeScript(text: string): Node {
  return parseAst(text, { lang: 'ts' }) as unknown as Node;
}

/** The children of a node that are code: no types, and no names of an import. */
function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flat()
    .filter((value): value is Node => typeof (value as Node | null)?.type === 'string')
    .filter(
      ({ type }) =>
        type !== 'ImportDeclaration' && !/^TS(?!AsExpression|SatisfiesExpression|NonNull)/.test(type),
    );
}

/** A node and all below it, but for what lies below a node that `isBoundary`. */
export function* walk(node: Node, isBoundary: (node: Node) => boolean = () => false): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) {
    if (!isBoundary(child)) {
      yield* walk(child, isBoundary);
    }
  }
}

/** Every identifier below, names of properties included. */
export function namesIn(nodes: Iterable<Node>): string[] {
  return [...nodes].flatMap(({ type, name }) => (type === 'Identifier' && name !== undefined ? [name] : []));
}

/** What is called: `f` of `f(...)` and `new f(...)`. */
export function calleeOf(node: Node): string | undefined {
  const isCall = node.type === 'CallExpression' || node.type === 'NewExpression';
  return isCall ? (node.callee as Node).name : undefined;
}

/** The properties of an object literal by name. */
export function propertiesOf(node: Node | undefined): Map<string, Node> {
  const properties = node?.type === 'ObjectExpression' ? (node.properties as Node[]) : [];
  return new Map(
    properties.flatMap((property) =>
      property.type === 'Property' ? [[String((property.key as Node).name), property.value as Node]] : [],
    ),
  );
}
