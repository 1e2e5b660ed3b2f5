import { useHistory } from '../../lib/history.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { HistoryList } from '../../ui/history-list/HistoryList.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';

/** Who corrected a credit, when and why. @param {{award: import('../../lib/types.js').CreditAward, onClose: () => void}} props */
export default function CorrectionsDialog({ award, onClose }) {
  const history = useHistory('credit_award', award.id);
  return (
    <Dialog title={`Corrections of ${award.credit_title}`} onClose={onClose}>
      <p className="secondary">{award.contact_name}, {award.course_title}</p>
      {history.error && <Problem error={history.error} onRetry={history.retry} />}
      {history.isLoading && <Loading rows={2} />}
      <HistoryList entries={history.entries} />
      {history.hasMore && <div><Button onPress={history.loadMore} isBusy={history.isLoadingMore}>Load more</Button></div>}
    </Dialog>
  );
}
