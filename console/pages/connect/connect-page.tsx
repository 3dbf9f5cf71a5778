import { useState } from 'preact/hooks';
import { findOperatorPlace, forgetOperatorKey, readOperatorKey } from '../../api/operator.ts';
import { useQuery } from '../../api/use-query.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { Command } from '../../parts/needs-scope.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { routeTo } from '../../router.ts';
import { text } from '../../strings.ts';
import { LoginSection } from './login-section.tsx';
import { OperatorKeyForm } from './operator-key-form.tsx';

/** Logs an account in where the service runs on one machine; elsewhere it shows the command that does. */
export function ConnectPage() {
  const { title, purpose } = text.connect;
  return (
    <Page title={title} purpose={purpose}>
      <Place />
    </Page>
  );
}

function Place() {
  const { data, error, refresh } = useQuery('operator-place', async (signal) => ({
    status: 200,
    body: await findOperatorPlace(signal),
    retryAfterMs: undefined,
    location: undefined,
  }));
  if (data === undefined) {
    return error === undefined ? <Skeleton lines={5} /> : <ProblemNote error={error} onRetry={refresh} />;
  }
  return data === 'here' ? <Here /> : <ByCommand isDeployed={data === 'deployed'} />;
}

/** On the machine of the service: the operator key, once, and then the login. */
function Here() {
  const [operatorKey, setOperatorKey] = useState(readOperatorKey);
  const [reason, setReason] = useState<string>();
  if (operatorKey === undefined) {
    return <OperatorKeyForm reason={reason} onKey={setOperatorKey} />;
  }
  return (
    <LoginSection
      operatorKey={operatorKey}
      onRefused={() => {
        forgetOperatorKey();
        setReason(text.connect.keyForgotten);
        setOperatorKey(undefined);
      }}
    />
  );
}

function ByCommand({ isDeployed }: { isDeployed: boolean }) {
  const { deployedTitle, deployed, deployedCommand, deployedHint, toAccounts } = text.connect;
  const { blockedTitle, blocked, blockedCommand } = text.connect;
  return (
    <Section title={isDeployed ? deployedTitle : blockedTitle}>
      <p>{isDeployed ? deployed : blocked}</p>
      <Command value={isDeployed ? deployedCommand : blockedCommand} />
      {isDeployed && <p class="hint">{deployedHint}</p>}
      <p>
        <ButtonLink href={routeTo('accounts')}>{toAccounts}</ButtonLink>
      </p>
    </Section>
  );
}
