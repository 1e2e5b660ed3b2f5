import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { Button } from '../button/Button.jsx';
import './alert.css';

const ICONS = { info: Info, good: CircleCheck, warn: TriangleAlert, danger: CircleAlert };

/** @param {{tone?: keyof typeof ICONS, title?: React.ReactNode, children?: React.ReactNode, isLive?: boolean}} props  isLive: read out when it appears */
export function Alert({ tone = 'info', title, children, isLive = false }) {
  const Icon = ICONS[tone];
  return (
    <div className={`alert alert-${tone}`} role={isLive ? 'alert' : undefined}>
      <Icon size={18} aria-hidden />
      <div className="alert-text">
        {title && <strong>{title}</strong>}
        {children}
      </div>
    </div>
  );
}

/** What went wrong, the rule behind it, and what can be done about it.
 * @param {{error: {title?: string, detail?: string, remedy?: string, message?: string}, onRetry?: () => void}} props */
export function Problem({ error, onRetry }) {
  return (
    <Alert tone="danger" title={error.title || 'Something went wrong'} isLive>
      {(error.detail || error.message) && <p>{error.detail || error.message}</p>}
      {error.remedy && <p>{error.remedy}</p>}
      {onRetry && <div><Button isSmall onPress={onRetry}>Try again</Button></div>}
    </Alert>
  );
}
