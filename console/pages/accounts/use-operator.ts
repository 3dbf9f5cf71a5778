import { useMemo } from 'preact/hooks';
import { findOperatorPlace, type Operator, readOperatorKey } from '../../api/operator.ts';
import { useQuery } from '../../api/use-query.ts';
import { useSession } from '../../session.ts';

export interface OperatorHere {
  /** Undefined until it is known. */
  isHere: boolean | undefined;
  /** Undefined without the operator key. */
  operator: Operator | undefined;
}

/** Whether the operator's work can be done here, and by whom. */
export function useOperator(): OperatorHere {
  const { apiKey } = useSession();
  const { data } = useQuery('operator-place', async (signal) => ({
    status: 200,
    body: await findOperatorPlace(signal),
    retryAfterMs: undefined,
    location: undefined,
  }));
  const operatorKey = readOperatorKey();
  const operator = useMemo(
    () => (operatorKey === undefined ? undefined : { operatorKey, apiKey }),
    [operatorKey, apiKey],
  );
  return { isHere: data === undefined ? undefined : data === 'here', operator };
}
