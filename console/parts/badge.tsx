import { Icon, type IconName } from './icon.tsx';

/** How a state is meant: done, at work, waiting, needs somebody, over. */
export type Tone = 'good' | 'busy' | 'wait' | 'bad' | 'idle';

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
