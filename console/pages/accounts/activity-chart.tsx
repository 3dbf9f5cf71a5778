import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { describeDuration } from '../../parts/describe-time.ts';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { text } from '../../strings.ts';
import type { Activity } from './account.ts';
import { type ChartData, type ChartRow, toChartData, toRows } from './chart-data.ts';
import { ChartPicture } from './chart-picture.tsx';
import { clock } from './clock.ts';

/** Before the width is known. */
const usualWidth = 640;

/** An account's last hours: a picture, the same in a sentence, and as numbers. */
export function ActivityChart({ activity }: { activity: Activity }) {
  const { chart } = text.accounts;
  const data = toChartData(activity);
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(usualWidth);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) {
      return;
    }
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);
  const summary = chart.summary(data.madeTotal, data.waits.length, data.queue.at(-1) ?? 0);
  return (
    <div class="card stack">
      <p>{data.isQuiet ? chart.quiet : summary}</p>
      <div ref={box}>
        <ChartPicture data={data} width={width} label={summary} />
      </div>
      <ul class="legend">
        <LegendItem name="made" label={chart.made} />
        <LegendItem name="queue" label={chart.queue} />
        <LegendItem name="waits" label={chart.waits} />
      </ul>
      {data.isCut && <p class="hint">{chart.unknownBefore}</p>}
      <details>
        <summary>{chart.asTable}</summary>
        <Table
          label={chart.table}
          rows={toRows(data).toReversed()}
          keyOf={({ atMs }) => String(atMs)}
          columns={columns}
        />
        <LastPauses waits={data.waits} />
      </details>
    </div>
  );
}

function LegendItem({ name, label }: { name: string; label: string }) {
  return (
    <li>
      <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
        <rect class={`chart-${name}`} width="10" height="10" rx="2" />
      </svg>
      {label}
    </li>
  );
}

function LastPauses({ waits }: Pick<ChartData, 'waits'>) {
  const { pauses } = text.accounts.chart;
  if (waits.length === 0) {
    return null;
  }
  return (
    <>
      <h3>{pauses}</h3>
      <ul>
        {waits.toReversed().map(({ fromMs, seconds, method }) => (
          <li key={fromMs + method}>
            <Time at={fromMs} />: {describeDuration(seconds * 1000)} <code class="dim">{method}</code>
          </li>
        ))}
      </ul>
    </>
  );
}

const { time, madeIn, queueAt, waitsIn, unknown } = text.accounts.chart;

const columns = [
  { name: time, cell: ({ atMs }: ChartRow) => clock(atMs) },
  { name: madeIn, isNumber: true, cell: ({ made }: ChartRow) => made ?? unknown },
  { name: queueAt, isNumber: true, cell: ({ queue }: ChartRow) => queue ?? unknown },
  { name: waitsIn, isNumber: true, cell: ({ waits }: ChartRow) => waits },
];
