import { Icon, type IconName } from './icon.tsx';
import type { Tone } from './tone.ts';

const icons: Record<Tone, IconName> = {
  good: 'check',
  busy: 'refresh',
  wait: 'clock',
  bad: 'alert',
  idle: 'dash',
};

/** A state in a word, with a colour and a picture. */
export function Badge({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span class={`badge ${tone}`}>
      <Icon name={icons[tone]} />
      {children}
    </span>
  );
}
