/** A line plot. Both axes start at 0. */
export interface LinePlot {
  title: string;
  xLabel: string;
  yLabel: string;
  series: { name: string; points: [x: number, y: number][] }[];
}

const width = 720;
const height = 400;
/** The area within the axes. The names of the series are to its right. */
const plane = { left: 64, top: 44, right: 560, bottom: 344 };
/**
 * Colours that colour-blind readers can distinguish, on a white and on a dark page. A line below a dashed line shows
 * through.
 */
const strokes = [
  'stroke="#0b84d8"',
  'stroke="#d9730d"',
  'stroke="#2e9e62" stroke-dasharray="7 7"',
  'stroke="#b0529f" stroke-dasharray="2 4"',
  'stroke="#8a8a8a" stroke-dasharray="12 4"',
];
/** The picture has no background, so the page that embeds it decides on light or dark. */
const style = `text{font:13px system-ui,sans-serif;fill:#3d444d}.grid{stroke:#8b949e55}.line{fill:none;stroke-width:2}
@media(prefers-color-scheme:dark){text{fill:#c9d1d9}}`;

/** @returns the plot as SVG text; the same plot gives the same text. */
export function plotLines({ title, xLabel, yLabel, series }: LinePlot): string {
  const points = series.flatMap((each) => each.points);
  const xTicks = chooseTicks(Math.max(...points.map(([x]) => x)));
  const yTicks = chooseTicks(Math.max(...points.map(([, y]) => y)));
  const toX = scale(xTicks, plane.left, plane.right);
  const toY = scale(yTicks, plane.bottom, plane.top);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img"><title>${escapeXml(title)}</title>`,
    `<style>${style}</style>`,
    text(plane.left, 24, title, 'start', ' font-weight="600"'),
    ...xTicks.map((x) => text(toX(x), plane.bottom + 20, String(x))),
    ...yTicks.map(
      (y) =>
        `<path class="grid" d="M${plane.left} ${toY(y)}H${plane.right}"/>${text(plane.left - 8, toY(y) + 4, String(y), 'end')}`,
    ),
    text((plane.left + plane.right) / 2, height - 12, xLabel),
    `<g transform="rotate(-90 16 ${(plane.top + plane.bottom) / 2})">${text(16, (plane.top + plane.bottom) / 2, yLabel)}</g>`,
    ...series.map(({ points: each }, index) => {
      const path = each.map(([x, y]) => `${toX(x)} ${toY(y)}`).join('L');
      return `<path class="line" ${strokes[index % strokes.length]} d="M${path}"/>`;
    }),
    ...series.map(({ name }, index) => {
      const y = plane.top + 8 + index * 22;
      const mark = `<path class="line" ${strokes[index % strokes.length]} d="M${plane.right + 16} ${y}h20"/>`;
      return mark + text(plane.right + 42, y + 4, name, 'start');
    }),
    '</svg>',
    '',
  ].join('\n');
}

/** Round steps of 1, 2 or 5 times a power of ten, from 0 to past the greatest value: four to nine of them. */
function chooseTicks(greatest: number): number[] {
  const rough = (greatest > 0 ? greatest : 1) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(greatest / step) + 1 }, (_, index) =>
    Number((index * step).toPrecision(6)),
  );
}

function scale(ticks: number[], from: number, to: number): (value: number) => number {
  const greatest = ticks.at(-1) || 1;
  return (value) => Math.round((from + (value / greatest) * (to - from)) * 10) / 10;
}

function text(x: number, y: number, content: string, anchor = 'middle', attributes = ''): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}"${attributes}>${escapeXml(content)}</text>`;
}

function escapeXml(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
