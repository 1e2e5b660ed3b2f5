import { BadgeCheck, Ban, CircleX, Clock, Replace } from 'lucide-react';
import { useEffect } from 'react';
import { date } from '../../lib/format.js';
import { useGet } from '../../lib/query.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { DownloadLink } from '../../ui/button/Button.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import './certificates.css';

/** @typedef {import('../../lib/types.js').PublicCertificate} PublicCertificate */

/** What each status says to somebody who checks. @type {Record<string, {icon: React.ComponentType<any>, tone: string, title: string, words: (one: PublicCertificate) => string}>} */
const SAYS = {
  valid: { icon: BadgeCheck, tone: 'good', title: 'This certificate is valid', words: ({ expires_on }) => (expires_on ? `It is valid until ${date(expires_on)}.` : 'It does not expire.') },
  expired: { icon: Clock, tone: 'danger', title: 'This certificate has expired', words: ({ expires_on }) => `It was valid until ${date(expires_on)}.` },
  superseded: { icon: Replace, tone: 'neutral', title: 'A newer certificate takes its place', words: () => 'This one was superseded.' },
  withdrawn: { icon: Ban, tone: 'danger', title: 'This certificate was withdrawn', words: ({ withdrawn_on }) => `It was withdrawn on ${date(withdrawn_on)} and no longer holds.` },
};

/** @param {{certificate: PublicCertificate}} props */
function Verdict({ certificate }) {
  const { icon: Icon, tone, title, words } = SAYS[certificate.status];
  return (
    <div className={`verdict verdict-${tone}`}>
      <Icon size={32} aria-hidden />
      <div className="stack-tiny">
        <PageHeader title={title} />
        <p>{words(certificate)} {certificate.newer_code && <Link href={`/verify/${certificate.newer_code}`}>See the newer certificate</Link>}</p>
      </div>
    </div>
  );
}

/** @param {{certificate: PublicCertificate}} props */
function Facts({ certificate }) {
  return (
    <>
      <div className="verify-who">
        <p className="verify-name"><bdi>{certificate.recipient}</bdi></p>
        <p><bdi>{certificate.title}</bdi>{certificate.designation && <> · <bdi>{certificate.designation}</bdi></>}</p>
      </div>
      <DefinitionList items={[
        { label: 'Issued by', value: certificate.issuer },
        { label: 'Earned', value: date(certificate.earned_on) },
        { label: 'Issued', value: date(certificate.issued_on) },
        { label: 'Valid until', value: certificate.expires_on ? date(certificate.expires_on) : 'Does not expire' },
        { label: 'Certificate', value: certificate.serial },
      ]}
      />
      <div className="row">
        <DownloadLink href={`/api/certificates/${certificate.code}.pdf`} label="Download the certificate as PDF">PDF</DownloadLink>
        <DownloadLink href={`/api/certificates/${certificate.code}.json`} label="Download the Open Badges credential">Open Badge</DownloadLink>
      </div>
    </>
  );
}

function Unknown() {
  return (
    <div className="verdict verdict-danger">
      <CircleX size={32} aria-hidden />
      <div className="stack-tiny">
        <PageHeader title="No certificate has this code" />
        <p>Check the address or scan the code again. If it stays so, the certificate was not issued here.</p>
      </div>
    </div>
  );
}

/** What anybody sees who has the code of a certificate. @param {{params: Record<string, string|undefined>}} props */
export default function Verify({ params }) {
  const code = (params.code ?? '').toLowerCase();
  const { data, error, refetch } = useGet(`/certificates/${encodeURIComponent(code)}`);
  useEffect(() => {
    const robots = Object.assign(document.createElement('meta'), { name: 'robots', content: 'noindex' });
    document.head.append(robots);
    return () => robots.remove();
  }, []);
  return (
    <main className="verify" id="main" tabIndex={-1}>
      <div className="verify-card" aria-busy={!data && !error}>
        {error && (/** @type {import('../../lib/api.js').ApiError} */ (error).status === 404 ? <Unknown /> : <><PageHeader title="Certificate" /><Problem error={error} onRetry={refetch} /></>)}
        {!data && !error && <Loading label="Looking for the certificate" />}
        {data && <><Verdict certificate={data} /><Facts certificate={data} /></>}
      </div>
      <p className="secondary verify-foot">Checked just now against the records of who issued it.</p>
    </main>
  );
}
