import { resumeAccount } from '../../api/operator.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { Command } from '../../parts/needs-scope.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import type { Account } from './account.ts';
import { Mend } from './mend.tsx';
import { useOperator } from './use-operator.ts';

/** What mends an account that does not work. Nothing for one that does. */
export function MendAccount({ account, onDone }: { account: Account; onDone(outcome: string): void }) {
  const { resume, resumed } = text.accounts.mend;
  switch (account.status) {
    case 'dead':
      return <LogInAgain name={account.name} />;
    case 'halted':
      return (
        <Mend
          label={resume}
          command={`npm run account -- resume ${account.name}`}
          act={async (operator) => resumed((await resumeAccount(operator, account.name)).released)}
          onDone={onDone}
        />
      );
    default:
      return null;
  }
}

function LogInAgain({ name }: { name: string }) {
  const { login, deployed } = text.accounts.mend;
  const { isHere } = useOperator();
  if (isHere === undefined) {
    return null;
  }
  return isHere ? (
    <div class="actions">
      <ButtonLink icon="phone" href={routeTo('connect', [], { name })}>
        {login}
      </ButtonLink>
    </div>
  ) : (
    <div class="stack tight">
      <p>{deployed}</p>
      <Command value={`npm run account -- login ${name}`} />
    </div>
  );
}
