import { encode } from 'uqr';
import { text } from '../strings.ts';
import { Button } from './button.tsx';
import { saveFile } from './save-file.ts';

/** Modules of quiet around the code, as scanners need them. */
const border = 4;
/** The picture's size in pixels, about: each module has a whole number of them. */
const pictureSize = 1_024;

/** A QR code, with its downloads unless they make no sense, as for a login. @param fileName without its ending. */
export function QrCode({ value, label, fileName }: { value: string; label: string; fileName?: string }) {
  const { size, data } = encode(value, { border, ecc: 'M' });
  const path = toPath(data);
  return (
    <div class="qr">
      <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
        <rect width={size} height={size} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
      {fileName && (
        <div class="actions">
          <Button icon="download" onClick={() => saveFile(`${fileName}.svg`, toSvg(size, path))}>
            {text.common.svg}
          </Button>
          <Button icon="download" onClick={() => savePng(`${fileName}.png`, data)}>
            {text.common.png}
          </Button>
        </div>
      )}
    </div>
  );
}

function toPath(data: boolean[][]): string {
  return data
    .flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('');
}

function toSvg(size: number, path: string): Blob {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}"/></svg>`;
  return new Blob([svg], { type: 'image/svg+xml' });
}

function savePng(name: string, data: boolean[][]): void {
  const scale = Math.ceil(pictureSize / data.length);
  const canvas = document.createElement('canvas');
  canvas.width = data.length * scale;
  canvas.height = canvas.width;
  const context = canvas.getContext('2d');
  if (context === null) {
    return;
  }
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#000';
  for (const [y, row] of data.entries()) {
    for (const [x, isDark] of row.entries()) {
      if (isDark) {
        context.fillRect(x * scale, y * scale, scale, scale);
      }
    }
  }
  canvas.toBlob((blob) => {
    if (blob !== null) {
      saveFile(name, blob);
    }
  }, 'image/png');
}
