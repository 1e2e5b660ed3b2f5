import { Link as RouteLink } from 'wouter';
import './link.css';

/** @param {{href: string, children: React.ReactNode, isQuiet?: boolean} & Omit<React.AnchorHTMLAttributes<HTMLAnchorElement>, 'className'>} props */
export function Link({ href, isQuiet = false, children, ...rest }) {
  return <RouteLink href={href} className={isQuiet ? 'link link-quiet' : 'link'} {...rest}>{children}</RouteLink>;
}
