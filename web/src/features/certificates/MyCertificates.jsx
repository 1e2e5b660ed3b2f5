import { Award } from 'lucide-react';
import { date } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { CERTIFICATE } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { ButtonLink, DownloadLink } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { LoadMore } from '../../ui/load-more/LoadMore.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { CopyLink } from './CopyLink.jsx';

/** @typedef {import('../../lib/types.js').CertificateRow} CertificateRow */

/** What there is to say about how long it holds. @param {CertificateRow} row */
function holds({ status, expires_on, newer_serial }) {
  if (status === 'withdrawn') return 'It was withdrawn and no longer holds. Ask your organisation if you do not know why.';
  if (status === 'superseded') return newer_serial ? `${newer_serial} takes its place.` : 'A newer one takes its place.';
  if (!expires_on) return 'It does not expire.';
  return status === 'expired' ? `It was valid until ${date(expires_on)}.` : `Valid until ${date(expires_on)}.`;
}

/** @param {{row: CertificateRow}} props */
function Item({ row }) {
  return (
    <Section title={row.title} hint={holds(row)} isCard actions={<StatusBadge words={CERTIFICATE} status={row.status} />}>
      <p className="secondary">{row.serial}{row.designation && ` · ${row.designation}`} · Earned on {date(row.earned_on)}</p>
      <div className="row">
        <DownloadLink href={`/api/certificates/${row.code}.pdf`} variant="primary" label={`Download ${row.serial} as PDF`}>PDF</DownloadLink>
        <CopyLink code={row.code} />
        <DownloadLink href={`/api/certificates/${row.code}.json`} label={`Download ${row.serial} as an Open Badges credential`}>Open Badge</DownloadLink>
        <Link href={`/verify/${row.code}`}>What others see</Link>
      </div>
    </Section>
  );
}

/** What the person who is signed in can show. */
export default function MyCertificates() {
  /** @type {ReturnType<typeof useList<CertificateRow>>} */
  const list = useList('/certificates', { own: true });
  return (
    <div className="stack">
      <PageHeader title="My certificates" lead="Download them, or send the link: whoever opens it sees whether the certificate holds." />
      {list.error && <Problem error={list.error} onRetry={list.retry} />}
      {list.isLoading && <Loading rows={3} />}
      {!list.isLoading && !list.error && list.items.length === 0 && (
        <EmptyState icon={Award} title="You have no certificates yet">
          <p>When you earn a program that has one, it appears here.</p>
          <ButtonLink href="/my-programs">Open my programs</ButtonLink>
        </EmptyState>
      )}
      {list.items.map((row) => <Item key={row.code} row={row} />)}
      {list.hasMore && <LoadMore shown={list.items.length} hasMore isBusy={list.isLoadingMore} onMore={list.loadMore} />}
    </div>
  );
}
