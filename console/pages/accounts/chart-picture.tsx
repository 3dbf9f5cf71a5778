import { text } from '../../strings.ts';
import type { ChartData } from './chart-data.ts';
import { clock } from './clock.ts';

const madeHeight = 96;
const queueHeight = 64;
const gap = 26;
const axis = 22;
const top = 18;
const height = top + madeHeight + gap + queueHeight + axis;
const madeBase = top + madeHeight;
const queueBase = madeBase + gap + queueHeight;

/** Links made as bars above, the queue as an area below, and the pauses across both. */
export function ChartPicture({ data, width, label }: { data: ChartData; width: number; label: string }) {
  const { fromMs, untilMs, mostMade, mostQueued } = data;
  const { mostMade: madeLabel, mostQueued: queueLabel } = text.accounts.chart;
  function xOf(atMs: number) {
    return ((atMs - fromMs) / (untilMs - fromMs)) * width;
  }
  return (
    <svg class="chart" width={width} height={height} role="img" aria-label={label}>
      <Hours data={data} xOf={xOf} width={width} />
      <Pauses data={data} xOf={xOf} />
      <Bars data={data} xOf={xOf} />
      <Queue data={data} xOf={xOf} />
      <line class="chart-base" x1="0" x2={width} y1={madeBase} y2={madeBase} />
      <line class="chart-base" x1="0" x2={width} y1={queueBase} y2={queueBase} />
      {mostMade > 0 && (
        <text class="chart-text" x="0" y={top - 6}>
          {madeLabel(mostMade)}
        </text>
      )}
      {mostQueued > 0 && (
        <text class="chart-text" x="0" y={madeBase + gap - 8}>
          {queueLabel(mostQueued)}
        </text>
      )}
    </svg>
  );
}

interface Part {
  data: ChartData;
  xOf(atMs: number): number;
}

function Bars({ data: { made, mostMade, fromMs, stepMs }, xOf }: Part) {
  return (
    <g class="chart-made">
      {made.map((count, index) => {
        if (!count) {
          return null;
        }
        const x = xOf(fromMs + index * stepMs);
        const size = Math.max((count / mostMade) * madeHeight, 2);
        return (
          <rect
            key={index}
            x={x + 0.5}
            y={madeBase - size}
            width={Math.max(xOf(fromMs + (index + 1) * stepMs) - x - 1, 1)}
            height={size}
          />
        );
      })}
    </g>
  );
}

/** What is not known at the left stays empty. */
function Queue({ data: { queue, mostQueued, fromMs, stepMs }, xOf }: Part) {
  if (mostQueued === 0) {
    return null;
  }
  const first = queue.findIndex((count) => count !== null);
  const steps = queue.slice(first).map((count, index) => {
    const y = queueBase - ((count ?? 0) / mostQueued) * queueHeight;
    return `V${y.toFixed(1)}H${xOf(fromMs + (first + index + 1) * stepMs).toFixed(1)}`;
  });
  const start = xOf(fromMs + first * stepMs).toFixed(1);
  return <path class="chart-queue" d={`M${start} ${queueBase}${steps.join('')}V${queueBase}Z`} />;
}

function Pauses({ data: { waits }, xOf }: Part) {
  return (
    <g class="chart-waits">
      {waits.map(({ fromMs, untilMs, method }) => (
        <rect
          key={fromMs + method}
          x={xOf(fromMs)}
          y={top}
          width={Math.max(xOf(untilMs) - xOf(fromMs), 2)}
          height={queueBase - top}
        />
      ))}
    </g>
  );
}

const hourMs = 3_600_000;

function Hours({ data: { fromMs, untilMs }, xOf, width }: Part & { width: number }) {
  const first = Math.ceil(fromMs / hourMs) * hourMs;
  const hours = Array.from(
    { length: Math.floor((untilMs - first) / hourMs) + 1 },
    (_, index) => first + index * hourMs,
  );
  return (
    <>
      {hours.map((atMs) => {
        const x = xOf(atMs);
        return (
          <g key={atMs}>
            <line class="chart-grid" x1={x} x2={x} y1={top} y2={queueBase} />
            {x > 18 && x < width - 18 && (
              <text class="chart-text" x={x} y={height - 6} text-anchor="middle">
                {clock(atMs)}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
}
