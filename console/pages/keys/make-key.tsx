import { useState } from 'preact/hooks';
import { Checkbox } from '../../parts/field.tsx';
import { Command } from '../../parts/needs-scope.tsx';
import { text } from '../../strings.ts';

const usual = ['invites:write', 'invites:read', 'accounts:read'];
const all = Object.keys(text.keys.scopes) as (keyof typeof text.keys.scopes)[];

/** The command that makes a key, put together by clicks. */
export function MakeKey() {
  const { make, scopes } = text.keys;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(usual));
  const given = all.filter((scope) => chosen.has(scope));
  const isUsual = given.join() === usual.join();
  return (
    <div class="card stack">
      <fieldset>
        <legend>{text.keys.columns.may}</legend>
        <div class="fields narrow-fields">
          {all.map((scope) => (
            <Checkbox
              key={scope}
              label={scopes[scope]}
              isChecked={chosen.has(scope)}
              onChange={(isChecked) => {
                const next = new Set(chosen);
                next[isChecked ? 'add' : 'delete'](scope);
                setChosen(next);
              }}
            />
          ))}
        </div>
      </fieldset>
      <p>{make}</p>
      <Command
        value={`npm run key -- create NAME${isUsual || given.length === 0 ? '' : ` --scopes ${given.join(',')}`}`}
      />
    </div>
  );
}
