import { lazy, Suspense } from 'react';
import { useGet } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { PROGRAM } from '../../lib/words.js';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { ButtonLink } from '../../ui/button/Button.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { Tabs } from '../../ui/tabs/Tabs.jsx';
import { Overview } from './Overview.jsx';
import { ProgramHistory } from './ProgramHistory.jsx';
import { Versions } from './Versions.jsx';

const Definition = lazy(() => import('./Definition.jsx'));

/** @typedef {import('../../lib/types.js').Program} ProgramData */

/** @param {{tab: string, program: ProgramData}} props */
function View({ tab, program }) {
  if (tab === 'definition') return <Suspense fallback={<Loading />}><Definition program={program} /></Suspense>;
  if (tab === 'versions') return <Versions programId={program.id} />;
  if (tab === 'history') return <ProgramHistory programId={program.id} />;
  return <Overview program={program} />;
}

/** One program: its settings, its definition and how they came to be. @param {{params: {id: string, tab?: string}}} props */
export default function Program({ params }) {
  const { id, tab = 'overview' } = params;
  const can = useCan();
  const { data, error, refetch } = useGet(`/programs/${id}`);
  if (error && !data) return <PageProblem title="Program" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  const tabs = [
    { id: 'overview', label: 'Overview', href: `/programs/${id}` },
    { id: 'definition', label: 'Definition', href: `/programs/${id}/definition` },
    { id: 'versions', label: 'Versions', href: `/programs/${id}/versions` },
  ];
  if (can('history_read')) tabs.push({ id: 'history', label: 'History', href: `/programs/${id}/history` });
  return (
    <div className="stack">
      <PageHeader
        title={data.name}
        crumbs={[{ label: 'Certification programs', href: '/programs' }]}
        badge={<StatusBadge words={PROGRAM} status={data.status} />}
        lead={data.code}
        actions={can('roll_read') && <ButtonLink href={`/enrollments/programs/${id}`}>See enrollments</ButtonLink>}
      />
      <Tabs label="Program" current={tab} items={tabs} />
      <View tab={tab} program={data} />
    </div>
  );
}
