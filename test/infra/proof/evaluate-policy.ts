/** What IAM is asked when a call arrives. */
export interface AwsRequest {
  action: string;
  resource: string;
  /** The values of each condition key that the request has. */
  context: Record<string, string[]>;
}

/** A statement as IAM reads it, after CloudFormation. */
export interface PolicyStatement {
  Sid: string;
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
  /** In the policy of a resource. */
  Principal?: unknown;
}

const knownElements = ['Sid', 'Effect', 'Action', 'Resource', 'Condition', 'Principal'];

/**
 * The first statement that allows a request. It knows the elements and operators that the roles of this service use.
 * @throws Error for any other, and for a statement that denies: a guess would be a proof of nothing.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function findAllowing(
  statements: PolicyStatement[],
  request: AwsRequest,
): PolicyStatement | undefined {
  return statements.filter(allows)[0];

  function allows(statement: PolicyStatement): boolean {
    const unknown = Object.keys(statement).find((name) => !knownElements.includes(name));
    if (unknown !== undefined || statement.Effect !== 'Allow') {
      throw new Error(`${statement.Sid} has ${unknown ?? `the effect ${statement.Effect}`}`);
    }
    const conditions = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) =>
        holds(operator, [values].flat(), request.context[key] ?? [], statement.Sid),
      ),
    );
    return (
      [statement.Action].flat().some((action) => action === request.action) &&
      [statement.Resource].flat().some((pattern) => isLike(request.resource, pattern)) &&
      conditions.every(Boolean)
    );
  }
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
function holds(operator: string, wanted: string[], given: string[], sid: string): boolean {
  if (wanted.some((value) => value.includes('${'))) {
    throw new Error(`${sid} has a policy variable`);
  }
  switch (operator) {
    case 'Null':
      return String(given.length === 0) === wanted[0];
    case 'StringEquals':
    case 'ArnEquals':
      return given.length === 1 && wanted.includes(String(given[0]));
    // Both hold where the request has no value:
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
    case 'ForAllValues:StringEquals':
      return given.every((value) => wanted.includes(value));
    case 'ForAllValues:StringLike':
      return given.every((value) => wanted.some((pattern) => isLike(value, pattern)));
    default:
      throw new Error(`${sid} has the operator ${operator}`);
  }
}

/** `*` in the pattern stands for any text. */
function isLike(text: string, pattern: string): boolean {
  if (pattern.includes('?')) {
    throw new Error(`${pattern} has a wildcard for one character`);
  }
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
