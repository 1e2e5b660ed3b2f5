import { Problem } from '../alert/Alert.jsx';
import { PageHeader } from './PageHeader.jsx';

/** A screen that cannot be shown. It keeps a heading, which names the window and takes the focus as every screen's does. What is not there is not tried again.
 * @param {{title: string, error: any, onRetry?: () => void}} props */
export function PageProblem({ title, error, onRetry }) {
  return <div className="stack"><PageHeader title={title} /><Problem error={error} onRetry={error.status === 404 ? undefined : onRetry} /></div>;
}
