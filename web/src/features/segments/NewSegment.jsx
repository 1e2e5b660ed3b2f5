import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { useGet } from '../../lib/query.js';
import { ButtonLink } from '../../ui/button/Button.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { SegmentForm } from './SegmentForm.jsx';

export default function NewSegment() {
  const [, navigate] = useLocation();
  const { data, error, refetch } = useGet('/profile-fields');
  if (error) return <PageProblem title="New segment" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  return (
    <div className="stack">
      <PageHeader title="New segment" crumbs={[{ label: 'Organisational segments', href: '/settings/segments' }]} lead="Whoever meets its conditions is in it, from the moment a profile changes." />
      {data.items.length === 0 ? (
        <EmptyState title="There are no profile fields yet">
          <p>Segments find people by profile fields, so these come first.</p>
          <ButtonLink href="/settings/profile-fields/new">New profile field</ButtonLink>
        </EmptyState>
      ) : (
        <SegmentForm
          fields={data.items}
          submitLabel="Create segment"
          run={(body, key) => send('POST', '/segments', body, { key })}
          onDone={(segment) => {
            toast('Segment created');
            navigate(`/settings/segments/${segment.id}`);
          }}
        />
      )}
    </div>
  );
}
