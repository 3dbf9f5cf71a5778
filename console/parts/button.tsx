import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

export type ButtonKind = 'primary' | 'plain' | 'danger' | 'quiet';

interface Common {
  children: ComponentChildren;
  kind?: ButtonKind;
  icon?: IconName;
}

/** @param isBusy it works: a second click does nothing. */
export function Button({
  children,
  kind = 'plain',
  icon,
  isBusy = false,
  isDisabled = false,
  type = 'button',
  label,
  onClick,
}: Common & {
  isBusy?: boolean;
  isDisabled?: boolean;
  type?: 'button' | 'submit';
  /** For a button whose words do not say enough alone, such as one of many in a table. */
  label?: string;
  onClick?: () => void;
}) {
  return (
    <button
      type={type}
      class={`button ${kind}`}
      aria-busy={isBusy}
      aria-label={label}
      disabled={isDisabled}
      onClick={() => {
        if (!isBusy) {
          onClick?.();
        }
      }}
    >
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

/** A link that looks like a button: it leads to another page. */
export function ButtonLink({ children, kind = 'plain', icon, href }: Common & { href: string }) {
  return (
    <a class={`button ${kind}`} href={href}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </a>
  );
}
