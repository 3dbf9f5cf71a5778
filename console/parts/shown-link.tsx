import type { ComponentChildren } from 'preact';
import { text } from '../strings.ts';
import { CopyButton } from './copy-button.tsx';
import { QrCode } from './qr-code.tsx';

const addressWords = {
  theLink: text.rotations.theAddress,
  openLink: text.rotations.openAddress,
  qrLabel: text.rotations.addressQr,
};

/** A link to hand on: to copy, to open, to scan. @param fileName of the picture, without its ending; undefined: no picture. */
export function ShownLink({
  link,
  fileName,
  isAddress = false,
  children,
}: {
  link: string;
  fileName?: string | undefined;
  /** It is no link of Telegram's: it leads to one. */
  isAddress?: boolean;
  children?: ComponentChildren;
}) {
  const { theLink, openLink, qrLabel } = isAddress ? addressWords : text.newLink;
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
      {fileName !== undefined && <QrCode value={link} label={qrLabel} fileName={fileName} />}
    </div>
  );
}
