import { send } from '../../lib/api.js';
import { plural } from '../../lib/format.js';
import { useGet, useSend } from '../../lib/query.js';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { SegmentForm } from './SegmentForm.jsx';
import { SegmentPeople } from './SegmentPeople.jsx';
import { SmartEnrolments } from './SmartEnrolments.jsx';
import { WorkBar } from './WorkBar.jsx';

/** @typedef {import('../../lib/types.js').Segment} SegmentData */

/** Work that is under way is looked at every second. @param {SegmentData|undefined} segment */
const again = (segment) => {
  const works = [segment?.work, ...(segment?.courses ?? []).map((course) => course.work)];
  return works.some((work) => work && work.state !== 'failed') ? 1_000 : false;
};

/** @param {{segment: SegmentData, readAt: number}} props */
function Settling({ segment, readAt }) {
  const retry = useSend(() => send('POST', `/segments/${segment.id}/retry`));
  if (!segment.work) return null;
  return <WorkBar label="Bringing the members in step with the new rule" work={segment.work} readAt={readAt} unit="contacts" onRetry={() => retry.send(undefined)} isBusy={retry.isBusy} />;
}

/** @param {{params: {id: string}}} props */
export default function Segment({ params }) {
  const { data, error, refetch, dataUpdatedAt } = useGet(`/segments/${params.id}`, undefined, { again });
  const fields = useGet('/profile-fields');
  if ((error && !data) || fields.error) return <PageProblem title="Segment" error={error ?? fields.error} onRetry={() => { refetch(); fields.refetch(); }} />;
  if (!data || !fields.data) return <Loading />;
  /** @type {SegmentData} */
  const segment = data;
  return (
    <div className="stack">
      <PageHeader
        title={segment.name}
        crumbs={[{ label: 'Organisational segments', href: '/settings/segments' }]}
        lead={`${plural(segment.members, 'member')} · ${plural(segment.courses.length, 'linked course')}`}
      />
      <Settling segment={segment} readAt={dataUpdatedAt} />
      <Section title="Rule" hint="A field that is empty is found by “is empty” and by nothing else." isCard>
        <SegmentForm
          key={segment.version}
          segment={segment}
          fields={fields.data.items}
          submitLabel="Save segment"
          run={(body) => send('PATCH', `/segments/${segment.id}`, body, { version: segment.version })}
          onDone={() => toast('Segment saved')}
        />
      </Section>
      <SmartEnrolments segment={segment} readAt={dataUpdatedAt} />
      <SegmentPeople segment={segment} />
    </div>
  );
}
