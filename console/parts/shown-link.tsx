import type { ComponentChildren } from 'preact';
import { text } from '../strings.ts';
import { CopyButton } from './copy-button.tsx';
import { QrCode } from './qr-code.tsx';

/** A link to hand on: to copy, to open, to scan. @param fileName of the picture, without its ending. */
export function ShownLink({
  link,
  fileName,
  children,
}: {
  link: string;
  fileName: string;
  children?: ComponentChildren;
}) {
  const { theLink, openLink, qrLabel } = text.newLink;
  return (
    <div class="made">
      <div class="stack">
        <output class="made-link">{link}</output>
        <div class="actions">
          <CopyButton kind="primary" value={link} what={theLink} />
          <a class="button plain" href={link} target="_blank" rel="noreferrer">
            {openLink}
          </a>
        </div>
        {children}
      </div>
      <QrCode value={link} label={qrLabel} fileName={fileName} />
    </div>
  );
}
