import { lazy, Suspense, useState } from 'react';
import { send } from '../../lib/api.js';
import { date } from '../../lib/format.js';
import { useList } from '../../lib/query.js';
import { useReason } from '../../lib/reason.js';
import { useCan } from '../../lib/session.js';
import { CERTIFICATE } from '../../lib/words.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

const ReasonDialog = lazy(() => import('../../ui/dialog/ReasonDialog.jsx'));

/** @typedef {import('../../lib/types.js').CertificateRow} CertificateRow */

/** @param {{row: CertificateRow, isOfMany?: boolean}} props */
function Line({ row, isOfMany }) {
  return (
    <li className="row">
      <Link href={`/certificates/${row.code}`}>{row.serial}</Link>
      <StatusBadge words={CERTIFICATE} status={row.status} />
      <span className="secondary">{isOfMany && <><bdi>{row.title}</bdi> · </>}Issued {date(row.issued_on)}{row.expires_on && ` · valid until ${date(row.expires_on)}`}</span>
    </li>
  );
}

/** The certificates of a person. @param {{contactId: string|number}} props */
export function ContactCertificates({ contactId }) {
  /** @type {ReturnType<typeof useList<CertificateRow>>} */
  const list = useList('/certificates', { contact_id: contactId });
  if (list.error) return <Section title="Certificates"><Problem error={list.error} onRetry={list.retry} /></Section>;
  if (list.items.length === 0) return null;
  return <Section title="Certificates"><ul className="stack-small">{list.items.map((row) => <Line key={row.code} row={row} isOfMany />)}</ul></Section>;
}

/** @param {{enrollment: import('../../lib/types.js').Enrollment, onClose: () => void}} props */
function Issue({ enrollment, onClose }) {
  const form = useReason({
    run: (reason, key) => send('POST', `/enrollments/${enrollment.id}/certificate`, { reason }, { key }),
    onDone: () => { toast('Certificate issued'); onClose(); },
  });
  return (
    <ReasonDialog
      title={`Issue a certificate to ${enrollment.contact.name}`}
      effect="It is issued with the template of the program’s version, or the standard one where that names none, and the person gets a mail."
      confirm="Issue"
      form={form}
      onClose={onClose}
    />
  );
}

/** @param {{enrollment: import('../../lib/types.js').Enrollment}} props */
function Missing({ enrollment }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <div className="row"><p className="secondary">No certificate was issued for it.</p><Button onPress={() => setAsking(true)}>Issue a certificate</Button></div>
      {isAsking && <Suspense><Issue enrollment={enrollment} onClose={() => setAsking(false)} /></Suspense>}
    </>
  );
}

/** What was issued for an enrollment. @param {{enrollment: import('../../lib/types.js').Enrollment}} props */
export function EnrollmentCertificates({ enrollment }) {
  const mayDecide = useCan()('certificate_decide');
  const isEarned = enrollment.status === 'earned';
  /** @type {ReturnType<typeof useList<CertificateRow>>} */
  const list = useList('/certificates', { enrollment_id: enrollment.id });
  if (list.error) return <Section title="Certificate"><Problem error={list.error} onRetry={list.retry} /></Section>;
  if (list.isLoading || (list.items.length === 0 && !(isEarned && mayDecide))) return null;
  return (
    <Section title="Certificate">
      {list.items.length > 0 ? <ul className="stack-small">{list.items.map((row) => <Line key={row.code} row={row} />)}</ul> : <Missing enrollment={enrollment} />}
    </Section>
  );
}
