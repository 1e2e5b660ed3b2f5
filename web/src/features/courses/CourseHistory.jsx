import { useHistory } from '../../lib/history.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { HistoryList } from '../../ui/history-list/HistoryList.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';

/** Everything that happened to a course or to somebody's enrollment in it. @param {{entity: 'course'|'course_enrollment', id: number}} props */
export function CourseHistory({ entity, id }) {
  const history = useHistory(entity, id);
  if (history.error) return <Problem error={history.error} onRetry={history.retry} />;
  if (history.isLoading) return <Loading rows={4} />;
  if (history.entries.length === 0) return <p className="secondary">Nothing is recorded yet.</p>;
  return (
    <>
      <HistoryList entries={history.entries} />
      {history.hasMore && <div><Button onPress={history.loadMore} isBusy={history.isLoadingMore}>Load more</Button></div>}
    </>
  );
}
