import { text } from '../../strings.ts';
import type { Pool } from './pool.ts';

/** What lies ready, what is being made, and what is missing, as one bar with its legend. */
export function PoolBar({ pool: { ready, making, size } }: { pool: Pool }) {
  const words = text.pools;
  const parts = [
    { name: 'ready', count: Math.min(ready, size), word: words.ready },
    { name: 'making', count: Math.min(making, size), word: words.making },
    { name: 'missing', count: Math.max(0, size - ready - making), word: words.missing },
  ];
  const whole = Math.max(size, ready + making);
  let x = 0;
  return (
    <div class="pool-bar">
      <svg
        viewBox={`0 0 ${whole} 1`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words.bar(ready, making, size)}
      >
        {parts.map(({ name, count }) => {
          const from = x;
          x += count;
          return <rect key={name} class={name} x={from} width={count} height={1} />;
        })}
      </svg>
      <ul aria-hidden="true">
        {parts
          .filter(({ name, count }) => count > 0 || name === 'ready')
          .map(({ name, count, word }) => (
            <li key={name}>
              <svg viewBox="0 0 1 1" aria-hidden="true">
                <rect class={name} width={1} height={1} />
              </svg>
              {count} {word}
            </li>
          ))}
      </ul>
    </div>
  );
}
