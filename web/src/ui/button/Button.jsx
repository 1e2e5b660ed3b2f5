import { LoaderCircle } from 'lucide-react';
import { Link } from 'wouter';
import './button.css';

/** @typedef {'primary'|'secondary'|'quiet'|'danger'} Variant */

/** @param {Variant} variant @param {boolean} [isSmall] @param {boolean} [isIcon] */
const className = (variant, isSmall, isIcon) => ['button', `button-${variant}`, isSmall && 'button-small', isIcon && 'button-icon'].filter(Boolean).join(' ');

/**
 * The browser's own button: every screen begins with one, and React Aria's costs a seventh of the first load. Where React Aria itself
 * asks for its button, as the trigger of a menu does, its component is used with this look.
 * @param {{variant?: Variant, isSmall?: boolean, isBusy?: boolean, isDisabled?: boolean, icon?: React.ComponentType<any>, onPress?: () => void, children?: React.ReactNode}
 *   & Pick<React.ButtonHTMLAttributes<HTMLButtonElement>, 'type'|'id'|'form'|'onFocus'|'onPointerEnter'|'aria-label'|'aria-describedby'|'aria-expanded'|'aria-haspopup'>} props
 */
export function Button({ variant = 'secondary', isSmall, isBusy = false, isDisabled, icon: Icon, onPress, type = 'button', children, ...rest }) {
  return (
    <button
      {...rest}
      type={type}
      disabled={isDisabled}
      data-pending={isBusy || undefined}
      className={className(variant, isSmall, !children)}
      onClick={isBusy ? undefined : () => onPress?.()}
    >
      {isBusy ? <LoaderCircle className="button-spinner" size={16} aria-label="Working" role="img" /> : Icon && <Icon size={16} aria-hidden />}
      {children}
    </button>
  );
}

/** A link that leads to the next step and so looks like a button.
 * @param {{href: string, variant?: Variant, isSmall?: boolean, icon?: React.ComponentType<any>, children: React.ReactNode}} props */
export function ButtonLink({ href, variant = 'secondary', isSmall, icon: Icon, children }) {
  return (
    <Link href={href} className={className(variant, isSmall)}>
      {Icon && <Icon size={16} aria-hidden />}
      {children}
    </Link>
  );
}

/** A link to a file, that looks like a button.
 * @param {{href: string, variant?: Variant, isSmall?: boolean, icon?: React.ComponentType<any>, label?: string, children: React.ReactNode}} props */
export function DownloadLink({ href, variant = 'secondary', isSmall, icon: Icon, label, children }) {
  return (
    <a href={href} download className={className(variant, isSmall)} aria-label={label ?? `Download as ${children}`}>
      {Icon && <Icon size={16} aria-hidden />}
      {children}
    </a>
  );
}
