import { lazy, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { date, dateTime, isWholeDate } from '../../lib/format.js';
import { useGet } from '../../lib/query.js';
import { useReason } from '../../lib/reason.js';
import { CERTIFICATE, humanize } from '../../lib/words.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button, DownloadLink } from '../../ui/button/Button.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { CopyLink } from './CopyLink.jsx';

const ReasonDialog = lazy(() => import('../../ui/dialog/ReasonDialog.jsx'));

/** @typedef {import('../../lib/types.js').CertificateView} CertificateView */

/** @param {unknown} value */
const shown = (value) => (typeof value === 'string' && isWholeDate(value) ? date(value) : String(value ?? 'nothing'));

/** What a person asks for, what it does, and what is said when it is done.
 * @type {Record<'withdraw'|'reinstate'|'reissue', {label: string, isDanger?: boolean, done: string, effect: (one: CertificateView) => string}>} */
const STEPS = {
  withdraw: {
    label: 'Withdraw', isDanger: true, done: 'Certificate withdrawn',
    effect: (one) => `Whoever verifies ${one.serial} is told from now on that it was withdrawn. ${one.recipient} keeps the file, but it no longer holds. The reason stays inside the organisation.`,
  },
  reinstate: {
    label: 'Reinstate', done: 'Certificate reinstated',
    effect: (one) => `${one.serial} holds again, with the number and the code it had. Nobody is written to.`,
  },
  reissue: {
    label: 'Reissue', done: 'Certificate reissued',
    effect: (one) => `A new certificate with a new number takes the place of ${one.serial}, which says so to whoever verifies it. ${one.contact_name} gets a mail.`,
  },
};

/** @param {{certificate: CertificateView}} props */
function Differences({ certificate }) {
  if (certificate.differs.length === 0) return null;
  return (
    <Alert title="It no longer says what the records say">
      <ul>{certificate.differs.map(({ field, now, reissued }) => <li key={field}>{humanize(field)}: {shown(now)}; a reissue would say {shown(reissued)}.</li>)}</ul>
    </Alert>
  );
}

/** @param {{certificate: CertificateView, onAsk: (step: keyof typeof STEPS) => void}} props */
function Actions({ certificate, onAsk }) {
  const steps = /** @type {(keyof typeof STEPS)[]} */ (Object.keys(STEPS)).filter((step) => certificate.can[step]);
  return (
    <>
      <DownloadLink href={`/api/certificates/${certificate.code}.pdf`}>PDF</DownloadLink>
      <CopyLink code={certificate.code} />
      {steps.map((step) => <Button key={step} variant={STEPS[step].isDanger ? 'danger' : 'secondary'} onPress={() => onAsk(step)}>{STEPS[step].label}</Button>)}
    </>
  );
}

/** @param {{certificate: CertificateView}} props */
function Facts({ certificate }) {
  return (
    <DefinitionList isRow items={[
      { label: 'Certificate', value: certificate.serial },
      { label: 'Designation', value: certificate.designation },
      { label: 'Earned', value: date(certificate.earned_on) },
      { label: 'Issued', value: `${date(certificate.issued_on)}${certificate.issued_by_name ? ` by ${certificate.issued_by_name}` : ''}` },
      { label: 'Valid until', value: certificate.expires_on ? date(certificate.expires_on) : 'No end' },
      { label: 'Template', value: <Link href={`/certificate-templates/${certificate.template_id}`}>Version {certificate.template_version}</Link> },
      { label: 'Enrollment', value: certificate.enrollment_id && <Link href={`/enrollments/${certificate.enrollment_id}`}>Open the enrollment</Link> },
      { label: 'Replaced by', value: certificate.newer_code && <Link href={`/certificates/${certificate.newer_code}`}>{certificate.newer_serial}</Link> },
      { label: 'Replaces', value: certificate.older_code && <Link href={`/certificates/${certificate.older_code}`}>{certificate.older_serial}</Link> },
      { label: 'Public page', value: <Link href={`/verify/${certificate.code}`}>Verify</Link> },
    ]}
    />
  );
}

/** @param {{certificate: CertificateView, step: keyof typeof STEPS, onClose: () => void}} props */
function Decide({ certificate, step, onClose }) {
  const [, navigate] = useLocation();
  const { label, effect, done, isDanger } = STEPS[step];
  const form = useReason({
    run: (reason, key) => send('POST', `/certificates/${certificate.code}/${step}`, { reason }, { key }),
    onDone: (out) => {
      toast(done);
      onClose();
      if (out.code !== certificate.code) navigate(`/certificates/${out.code}`);
    },
  });
  return (
    <ReasonDialog title={`${label} the certificate of ${certificate.recipient}`} effect={effect(certificate)} confirm={label} keep="Keep it as it is" isDanger={isDanger} form={form} onClose={onClose}>
      {step === 'reissue' && <Differences certificate={certificate} />}
    </ReasonDialog>
  );
}

/** One certificate, for staff. @param {{params: {code: string}}} props */
export default function Certificate({ params }) {
  const [asked, setAsked] = useState(/** @type {keyof typeof STEPS|null} */ (null));
  const { data, error, refetch } = useGet(`/certificates/${params.code}/details`);
  if (error && !data) return <PageProblem title="Certificate" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  /** @type {CertificateView} */
  const certificate = data;
  return (
    <div className="stack">
      <PageHeader
        title={certificate.recipient}
        crumbs={[{ label: 'Certificates', href: '/certificates' }]}
        lead={<><bdi>{certificate.title}</bdi> · <Link isQuiet href={`/enrollments/people/${certificate.contact_id}`}>All programs of this person</Link></>}
        badge={<StatusBadge words={CERTIFICATE} status={certificate.status} />}
        actions={<Actions certificate={certificate} onAsk={setAsked} />}
      />
      {certificate.withdrawn_at && <Alert title={`Withdrawn ${certificate.withdrawn_by_name ? `by ${certificate.withdrawn_by_name} ` : ''}on ${dateTime(certificate.withdrawn_at)}`}>{certificate.withdraw_reason}</Alert>}
      <Differences certificate={certificate} />
      <Facts certificate={certificate} />
      {asked && <Suspense><Decide certificate={certificate} step={asked} onClose={() => setAsked(null)} /></Suspense>}
    </div>
  );
}
