import { Download, Printer } from 'lucide-react';
import { date, number, plural } from '../../lib/format.js';
import { useGet } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { COURSE_ACTIVITY, COURSE_ENROLLMENT, ENROLLMENT, REQUIREMENT } from '../../lib/words.js';
import { StatusBadge } from '../../ui/badge/Badge.jsx';
import { Button, DownloadLink } from '../../ui/button/Button.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { EmptyState } from '../../ui/empty-state/EmptyState.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Table } from '../../ui/table/Table.jsx';
import './transcript.css';

/** @typedef {{id: number, stage: string, title: string, status: string, completed_on: string|null, grade: number|null, grade_scale: number|null, offering: string|null}} DoneRequirement */
/** @typedef {{enrollment_id: number, code: string, name: string, kind: 'certification'|'award', designation: string|null, status: string, cycle: number, met: number, required: number, enrolled_on: string,
 *   completion_deadline: string|null, earned_on: string|null, cancelled_at: string|null, requirements: DoneRequirement[]}} DoneProgram */
/** @typedef {{course_enrollment_id: number, code: string, title: string, attempt: number, status: string, archived: boolean, enrolled_on: string, completed_on: string|null, grade: string|null}} DoneCourse */
/** @typedef {{id: number, title: string, amount: number, course: string, awarded_on: string, expires_on: string|null}} Credit */
/** @typedef {{id: number, title: string, serial: string, code: string, status: string, issued_on: string, expires_on: string|null}} Certificate */
/** @typedef {{contact_id: number, name: string, contact_no: string, organisation_name: string, as_of: string, programs: DoneProgram[], courses: DoneCourse[], credits: Credit[],
 *   totals: {code: string, title: string, amount: number}[], certificates: Certificate[]}} TranscriptData */

/** @type {import('../../ui/table/Table.jsx').Column<DoneRequirement>[]} */
const ALWAYS = [
  { id: 'title', label: 'Requirement', cell: (row) => row.title },
  { id: 'status', label: 'Status', cell: (row) => <StatusBadge words={REQUIREMENT} status={row.status} /> },
  { id: 'date', label: 'Date', isWhole: true, cell: (row) => date(row.completed_on) },
];

/** @type {import('../../ui/table/Table.jsx').Column<DoneRequirement>} */
const GRADE = {
  id: 'grade',
  label: 'Grade',
  align: 'end',
  cell: (row) => (row.grade === null ? '' : [number(row.grade), row.grade_scale === null ? null : number(row.grade_scale)].filter(Boolean).join(' / ')),
};

/** @type {import('../../ui/table/Table.jsx').Column<DoneRequirement>} */
const OFFERING = { id: 'offering', label: 'Offering', cell: (row) => row.offering };

/** What no requirement of a program has needs no column. @param {DoneRequirement[]} rows */
const columnsFor = (rows) => [
  ...ALWAYS,
  ...(rows.some(({ grade }) => grade !== null) ? [GRADE] : []),
  ...(rows.some(({ offering }) => offering) ? [OFFERING] : []),
];

/** @type {import('../../ui/table/Table.jsx').Column<DoneCourse>[]} */
const COURSES = [
  { id: 'title', label: 'Course', cell: (row) => <>{row.title}<span className="cell-sub">{row.code}{row.attempt > 1 && `, attempt ${row.attempt}`}</span></> },
  { id: 'status', label: 'Status', cell: (row) => <span className="row"><StatusBadge words={COURSE_ENROLLMENT} status={row.status} />{row.archived && <StatusBadge words={COURSE_ACTIVITY} status="archived" />}</span> },
  { id: 'enrolled', label: 'Enrolled on', isWhole: true, cell: (row) => date(row.enrolled_on) },
  { id: 'completed', label: 'Completed on', isWhole: true, cell: (row) => date(row.completed_on) },
  { id: 'grade', label: 'Grade', cell: (row) => row.grade },
];

/** @type {import('../../ui/table/Table.jsx').Column<Credit>[]} */
const CREDITS = [
  { id: 'title', label: 'Credit', cell: (row) => row.title },
  { id: 'amount', label: 'Amount', align: 'end', cell: (row) => number(row.amount) },
  { id: 'course', label: 'Course', cell: (row) => row.course },
  { id: 'awarded', label: 'Awarded on', isWhole: true, cell: (row) => date(row.awarded_on) },
  { id: 'until', label: 'Valid until', isWhole: true, cell: (row) => date(row.expires_on) },
];

/** @type {import('../../lib/words.js').StatusWords} */
const CERTIFICATE = {
  valid: { label: 'Valid', tone: 'good' },
  expired: { label: 'Expired', tone: 'warn' },
  superseded: { label: 'Superseded', tone: 'neutral' },
  withdrawn: { label: 'Withdrawn', tone: 'danger' },
};

/** @type {import('../../ui/table/Table.jsx').Column<Certificate>[]} */
const CERTIFICATES = [
  { id: 'title', label: 'Certificate', cell: (row) => row.title },
  { id: 'serial', label: 'Number', cell: (row) => <Link href={`/verify/${row.code}`}>{row.serial}</Link> },
  { id: 'issued', label: 'Issued on', isWhole: true, cell: (row) => date(row.issued_on) },
  { id: 'until', label: 'Valid until', isWhole: true, cell: (row) => date(row.expires_on) },
  { id: 'status', label: 'Status', cell: (row) => <StatusBadge words={CERTIFICATE} status={row.status} /> },
];

/** @param {{program: DoneProgram}} props */
function Program({ program }) {
  const name = program.cycle > 1 ? `${program.name}, enrollment no. ${program.cycle}` : program.name;
  return (
    <article className="transcript-program stack-small">
      <div className="row-between">
        <h3><bdi>{name}</bdi> <span className="secondary">{program.code}</span></h3>
        <StatusBadge words={ENROLLMENT} status={program.status} />
      </div>
      <DefinitionList
        isRow
        items={[
          { label: 'Enrollment date', value: date(program.enrolled_on) },
          { label: 'Earned on', value: date(program.earned_on) },
          { label: 'Designation', value: program.earned_on && program.designation },
          { label: 'Completion deadline', value: date(program.completion_deadline) },
          { label: 'Requirements met', value: `${number(program.met)} of ${number(program.required)}` },
        ]}
      />
      <Table label={`Requirements of ${name}`} columns={columnsFor(program.requirements)} rows={program.requirements} getKey={(row) => row.id} />
    </article>
  );
}

/** @param {{data: TranscriptData}} props */
function Contents({ data }) {
  const awards = data.programs.filter(({ kind }) => kind === 'award');
  const programs = data.programs.filter(({ kind }) => kind !== 'award');
  return (
    <>
      <Section title="Programs">
        {programs.length > 0
          ? programs.map((program) => <Program key={program.enrollment_id} program={program} />)
          : <EmptyState title="No program so far">What is enrolled in, completed and earned will stand here.</EmptyState>}
      </Section>
      {awards.length > 0 && <Section title="Awards" hint="They follow from completed courses.">{awards.map((award) => <Program key={award.enrollment_id} program={award} />)}</Section>}
      {data.courses.length > 0 && (
        <Section title="Courses"><Table label="Courses" columns={COURSES} rows={data.courses} getKey={(row) => `${row.course_enrollment_id}-${row.attempt}`} /></Section>
      )}
      {data.credits.length > 0 && (
        <Section title="Credits">
          <DefinitionList isRow items={data.totals.map(({ title, amount }) => ({ label: title, value: number(amount) }))} />
          <Table label="Credits" columns={CREDITS} rows={data.credits} getKey={(row) => row.id} />
        </Section>
      )}
      {data.certificates.length > 0 && (
        <Section title="Certificates"><Table label="Certificates" columns={CERTIFICATES} rows={data.certificates} getKey={(row) => row.id} /></Section>
      )}
    </>
  );
}

/** Everything that a person has done, to read, to print and to take along. @param {{params: {id: string}}} props */
export default function Transcript({ params }) {
  const can = useCan();
  const path = `/contacts/${params.id}/transcript`;
  const { data, error, refetch } = useGet(path);
  if (error) return <PageProblem title="Transcript" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  /** @type {TranscriptData} */
  const transcript = data;
  return (
    <div className="stack transcript">
      <PageHeader
        title={`Transcript of ${transcript.name}`}
        crumbs={can('roll_read') ? [{ label: transcript.name, href: `/enrollments/people/${params.id}` }] : [{ label: 'My programs', href: '/my-programs' }]}
        lead={[transcript.contact_no, transcript.organisation_name, `as of ${date(transcript.as_of)}`, plural(transcript.programs.length, 'enrollment')].filter(Boolean).join(' · ')}
        actions={(
          <>
            <Button variant="primary" icon={Printer} onPress={() => window.print()}>Print</Button>
            <DownloadLink icon={Download} href={`/api${path}.pdf`}>PDF</DownloadLink>
            <DownloadLink icon={Download} href={`/api${path}.csv`}>CSV</DownloadLink>
            <DownloadLink icon={Download} href={`/api${path}.json`} label="Download as Comprehensive Learner Record (JSON)">JSON</DownloadLink>
          </>
        )}
      />
      <Contents data={transcript} />
    </div>
  );
}
