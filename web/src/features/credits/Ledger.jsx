import { Medal } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { creditAmount, date } from '../../lib/format.js';
import { useGet, useList } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { CREDIT_PROVENANCE, CREDIT_SUBMISSION } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Badge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Table } from '../../ui/table/Table.jsx';
import './credits.css';

const CorrectDialog = lazy(() => import('./CorrectDialog.jsx'));
const CorrectionsDialog = lazy(() => import('./CorrectionsDialog.jsx'));

/** @typedef {import('../../lib/types.js').CreditAward} CreditAward */
/** @typedef {import('../../lib/types.js').CreditTotal} CreditTotal */

/** What there is of each type, and what of it comes to an end. @param {{totals: CreditTotal[]}} props */
export function Totals({ totals }) {
  return (
    <ul className="credit-totals" aria-label="Totals">
      {totals.map((total) => (
        <li key={total.credit_type} className="credit-total">
          <span className="secondary">{total.title}</span>
          <strong className="credit-amount">{creditAmount(total.amount, total.decimals)}</strong>
          <span className="secondary small">
            {total.next_expires_on ? `Some of it expires on ${date(total.next_expires_on)}` : 'None of it expires'}
            {total.expired > 0 && `; ${creditAmount(total.expired, total.decimals)} expired`}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** @param {CreditAward} award */
function Validity({ expired, expires_on: end }) {
  if (!end) return 'Does not expire';
  return expired ? <Badge tone="danger">Expired on {date(end)}</Badge> : `Until ${date(end)}`;
}

/** @param {{isStaff: boolean, canCorrect: boolean, onOpen: (open: {what: 'correct'|'history', award: CreditAward}) => void}} options
 * @returns {import('../../ui/table/Table.jsx').Column<CreditAward>[]} */
const columns = ({ isStaff, canCorrect, onOpen }) => [
  {
    id: 'course',
    label: 'Course',
    cell: (award) => (
      <>
        <Link href={isStaff ? `/course-enrollments/${award.course_enrollment_id}` : `/my-courses/${award.course_enrollment_id}`}>{award.course_title}</Link>
        {award.attempt > 1 && <span className="cell-sub">Attempt {award.attempt}</span>}
      </>
    ),
  },
  { id: 'type', label: 'Type', cell: (award) => award.credit_title },
  { id: 'amount', label: 'Amount', align: 'end', cell: (award) => creditAmount(award.amount, award.decimals) },
  { id: 'on', label: 'Awarded on', isWhole: true, cell: (award) => date(award.awarded_on) },
  { id: 'valid', label: 'Valid', isWhole: true, cell: Validity },
  { id: 'how', label: 'How', cell: (award) => <>{CREDIT_PROVENANCE[award.provenance]}<span className="cell-sub">{CREDIT_SUBMISSION[award.submission]}</span></> },
  ...(isStaff ? [{
    id: 'actions',
    label: 'Actions',
    isLabelHidden: true,
    align: /** @type {'end'} */ ('end'),
    cell: (/** @type {CreditAward} */ award) => (
      <span className="row">
        {award.corrections > 0 && <Button variant="quiet" isSmall aria-label={`Corrections of ${award.credit_title} in ${award.course_title}`} onPress={() => onOpen({ what: 'history', award })}>Corrections</Button>}
        {canCorrect && <Button isSmall aria-label={`Correct ${award.credit_title} in ${award.course_title}`} onPress={() => onOpen({ what: 'correct', award })}>Correct</Button>}
      </span>
    ),
  }] : []),
];

/** The credits of a person: what they add up to, and each of them. @param {{contactId: number|string, isStaff: boolean}} props */
export function Ledger({ contactId, isStaff }) {
  const canCorrect = useCan()('credit_write');
  const [open, setOpen] = useState(/** @type {{what: 'correct'|'history', award: CreditAward}|null} */ (null));
  const totals = useGet('/credits/totals', { contact_id: contactId });
  /** @type {ReturnType<typeof useList<CreditAward>>} */
  const list = useList('/credits', { contact_id: contactId });
  const error = totals.error ?? list.error;
  if (error && list.items.length === 0) return <Problem error={error} onRetry={() => { totals.refetch(); list.retry(); }} />;
  if (!totals.data || list.isLoading) return <Loading rows={4} />;
  if (list.items.length === 0) return <EmptyState icon={Medal} title="No credits yet">Credits are awarded when a course that gives them is completed.</EmptyState>;
  const close = () => setOpen(null);
  return (
    <>
      <Section title="Totals" hint="What counts today. Credits that have expired are left out."><Totals totals={totals.data.items} /></Section>
      <Section title="Ledger">
        <Table label="Credits" columns={columns({ isStaff, canCorrect, onOpen: setOpen })} rows={list.items} getKey={(award) => award.id} isBusy={list.isBusy} />
        {list.hasMore && <LoadMore shown={list.items.length} hasMore isBusy={list.isLoadingMore} onMore={list.loadMore} />}
      </Section>
      <Suspense>
        {open?.what === 'correct' && <CorrectDialog award={open.award} onClose={close} />}
        {open?.what === 'history' && <CorrectionsDialog award={open.award} onClose={close} />}
      </Suspense>
    </>
  );
}
