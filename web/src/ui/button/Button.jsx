import { LoaderCircle } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { Link } from 'wouter';
import './button.css';

/** @typedef {'primary'|'secondary'|'quiet'|'danger'} Variant */

/** @param {Variant} variant @param {boolean} [isSmall] @param {boolean} [isIcon] */
const className = (variant, isSmall, isIcon) => ['button', `button-${variant}`, isSmall && 'button-small', isIcon && 'button-icon'].filter(Boolean).join(' ');

/**
 * @param {{variant?: Variant, isSmall?: boolean, isBusy?: boolean, icon?: React.ComponentType<any>, children?: React.ReactNode}
 *   & Pick<import('react-aria-components').ButtonProps, 'onPress'|'isDisabled'|'type'|'slot'|'aria-label'|'aria-describedby'|'aria-expanded'|'aria-pressed'|'autoFocus'|'id'|'form'>} props
 */
export function Button({ variant = 'secondary', isSmall, isBusy = false, icon: Icon, children, onPress, ...rest }) {
  return (
    // Not React Aria's own pending state: it announces the button by its id, which is gone when the answer leads to another screen.
    <AriaButton {...rest} onPress={isBusy ? undefined : onPress} data-pending={isBusy || undefined} className={className(variant, isSmall, !children)}>
      {isBusy ? <LoaderCircle className="button-spinner" size={16} aria-label="Working" /> : Icon && <Icon size={16} aria-hidden />}
      {children}
    </AriaButton>
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
