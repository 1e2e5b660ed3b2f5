import { GraduationCap, Printer } from 'lucide-react';
import { date } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { useSession } from '../../lib/session.js';
import { deadline, ENROLLMENT } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { ButtonLink } from '../../ui/button/Button.jsx';
import { Disclosure } from '../../ui/disclosure/Disclosure.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { ProgressBar } from '../../ui/progress-bar/ProgressBar.jsx';
import { NextSteps } from './NextSteps.jsx';
import './members.css';

/** @typedef {import('../../lib/types.js').MyProgramRow} MyProgramRow */

const MOST_STEPS = 3;

/** One program: how far the person is, until when there is time, and what to do next. @param {{row: MyProgramRow}} props */
function Card({ row }) {
  return (
    <li className="card">
      <div className="card-head">
        <h3><Link href={`/my-programs/${row.id}`}>{row.program_name}</Link></h3>
        <StatusBadge words={ENROLLMENT} status={row.status} />
      </div>
      <div className="card-facts">
        <strong>{deadline(row, date)}</strong>
        <span>{row.program_code}</span>
        {row.cycle > 1 && <span>Enrollment no. {row.cycle}</span>}
      </div>
      {row.status !== 'cancelled' && <ProgressBar label={`Requirements met in ${row.program_name}`} isLabelHidden isWide done={row.met} of={row.required} unit="requirements met" />}
      {row.next.length > 0 && <NextSteps enrollmentId={row.id} steps={row.next} most={MOST_STEPS} />}
    </li>
  );
}

/** @param {{title: string, rows: MyProgramRow[]}} props */
function Group({ title, rows }) {
  if (rows.length === 0) return null;
  return <section className="stack-small" aria-label={title}><h2>{title}</h2><ul className="cards">{rows.map((row) => <Card key={row.id} row={row} />)}</ul></section>;
}

const UNDER_WAY = new Set(['enrolled', 'grace', 'pending_approval']);

/** What runs out first stands first. @param {MyProgramRow} a @param {MyProgramRow} b */
const soonestFirst = (a, b) => (a.completion_deadline ?? '').localeCompare(b.completion_deadline ?? '');

/** @param {{rows: MyProgramRow[]}} props */
function Programs({ rows }) {
  const open = rows.filter((row) => UNDER_WAY.has(row.status) && !row.superseded);
  const earned = rows.filter((row) => row.status === 'earned');
  const expired = rows.filter((row) => row.status === 'expired' && !row.superseded);
  const past = rows.filter((row) => row.status === 'cancelled' || row.superseded);
  return (
    <>
      <Group title="Under way" rows={open.toSorted(soonestFirst)} />
      <Group title="Expired" rows={expired} />
      <Group title="Earned" rows={earned} />
      {past.length > 0 && <Disclosure label={`Earlier enrollments (${past.length})`}><ul className="cards">{past.map((row) => <Card key={row.id} row={row} />)}</ul></Disclosure>}
    </>
  );
}

/** The programs of the person who is signed in, and how far they are. */
export default function MyPrograms() {
  const { session } = useSession();
  /** @type {ReturnType<typeof useList<MyProgramRow>>} */
  const list = useList('/me/programs', { limit: 100 });
  const isEmpty = !list.isLoading && !list.error && list.items.length === 0;
  return (
    <div className="stack">
      <PageHeader
        title="My programs"
        lead="How far you are, until when there is time, and what to do next."
        actions={<ButtonLink icon={Printer} href={`/contacts/${session.contact_id}/transcript`}>Print Transcript</ButtonLink>}
      />
      {list.error && <Problem error={list.error} onRetry={list.retry} />}
      {list.isLoading && <Loading rows={4} />}
      {isEmpty && (
        <EmptyState icon={GraduationCap} title="You are not enrolled in any program">
          <p>Look through the catalogue for one to enroll in. Programs that your organisation enrolls you in appear here as well.</p>
          <ButtonLink variant="primary" href="/catalogue">Open the catalogue</ButtonLink>
        </EmptyState>
      )}
      <Programs rows={list.items} />
      {list.hasMore && <LoadMore shown={list.items.length} hasMore isBusy={list.isLoadingMore} onMore={list.loadMore} />}
    </div>
  );
}
