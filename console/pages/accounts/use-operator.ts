import { useEffect, useMemo, useState } from 'preact/hooks';
import { findOperatorPlace, type Operator, type OperatorPlace, readOperatorKey } from '../../api/operator.ts';
import { useSession } from '../../session.ts';

export interface OperatorHere {
  /** Undefined until it is known. */
  isHere: boolean | undefined;
  /** Undefined without the operator key. */
  operator: Operator | undefined;
}

/** Asked once: a service does not move. */
let known: Promise<OperatorPlace> | undefined;

function findPlace(): Promise<OperatorPlace> {
  known ??= findOperatorPlace().catch((error) => {
    known = undefined;
    throw error;
  });
  return known;
}

/** Whether the operator's work can be done here, and by whom. */
export function useOperator(): OperatorHere {
  const { apiKey } = useSession();
  const [isHere, setHere] = useState<boolean>();
  useEffect(() => {
    let isShown = true;
    findPlace().then(
      (place) => isShown && setHere(place === 'here'),
      // Where nobody answers, nothing can be mended either.
      () => {},
    );
    return () => {
      isShown = false;
    };
  }, []);
  const operatorKey = readOperatorKey();
  const operator = useMemo(
    () => (operatorKey === undefined ? undefined : { operatorKey, apiKey }),
    [operatorKey, apiKey],
  );
  return { isHere, operator };
}
