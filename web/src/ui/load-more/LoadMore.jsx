import { number } from '../../lib/format.js';
import { Button } from '../button/Button.jsx';
import './load-more.css';

/** The end of a list that is read page by page.
 * @param {{shown: number, total?: number, hasMore: boolean, isBusy: boolean, onMore: () => void}} props */
export function LoadMore({ shown, total, hasMore, isBusy, onMore }) {
  const of = total === undefined ? '' : ` of ${number(total)}`;
  return (
    <div className="load-more">
      <span role="status">{hasMore || total !== undefined ? `Showing ${number(shown)}${of}` : `Showing all ${number(shown)}`}</span>
      {hasMore && <Button onPress={onMore} isBusy={isBusy}>Load more</Button>}
    </div>
  );
}
