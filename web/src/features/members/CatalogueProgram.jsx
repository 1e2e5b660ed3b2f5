import { lazy, Suspense, useContext, useState } from 'react';
import { useLocation } from 'wouter';
import { dateTime, list, money, period, plural } from '../../lib/format.js';
import { useGet } from '../../lib/query.js';
import { asks, stageNeeds } from '../../lib/requirement.js';
import { SessionContext } from '../../lib/session.js';
import { COMPONENT_KIND } from '../../lib/words.js';
import { Alert } from '../../ui/alert/Alert.jsx';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { EligibleBadge } from './Eligible.jsx';
import './members.css';

const EnrollOwn = lazy(() => import('./EnrollOwn.jsx'));

/** @typedef {import('../../lib/types.js').CatalogueEntry} CatalogueEntry */
/** @typedef {import('../../lib/types.js').CatalogueRequirement} CatalogueRequirement */

/** What taking part in it means: how often, when next, what it costs. @param {CatalogueRequirement} requirement */
function chances({ offerings, next_start_at: next, price_from: price }) {
  const parts = [offerings > 0 && plural(offerings, 'date'), next && `next ${dateTime(next)}`, price && `from ${money(price)}`];
  return parts.filter(Boolean).join(' · ');
}

/** @param {{program: CatalogueEntry}} props */
function Asked({ program }) {
  return program.stages.map((stage, index) => (
    // Stages have no identity of their own: their place in the version is what tells them apart.
    // eslint-disable-next-line react/no-array-index-key
    <section key={index} className="asked" aria-label={stage.title}>
      <header className="asked-head"><h2>{stage.title}</h2><span className="secondary small">{stageNeeds(stage, stage.requirements.length)}</span></header>
      <ul>
        {stage.requirements.map((requirement, place) => (
          // eslint-disable-next-line react/no-array-index-key
          <li key={place} className="asked-line">
            <span className="stack-tiny">
              <strong>{requirement.title}</strong>
              <span className="secondary small">{[COMPONENT_KIND[requirement.component_kind], asks(requirement, '')].filter(Boolean).join(' · ')}</span>
              {requirement.offerings > 0 && <span className="secondary small">{chances(requirement)}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  ));
}

/** The way in, or what stands in it. @param {{program: CatalogueEntry, onEnroll: () => void}} props */
function Entrance({ program, onEnroll }) {
  const { eligibility } = program;
  if (!eligibility) {
    return (
      <div className="row">
        <ButtonLink variant="primary" href={`/sign-in?to=/catalogue/${program.id}`}>Sign in to enroll</ButtonLink>
        <ButtonLink href="/register">Register</ButtonLink>
      </div>
    );
  }
  if (eligibility.eligible) return <div><Button variant="primary" onPress={onEnroll}>Enroll</Button></div>;
  if (eligibility.enrollment_id) return <div><ButtonLink variant="primary" href={`/my-programs/${eligibility.enrollment_id}`}>Open my enrollment</ButtonLink></div>;
  return <Alert title="You cannot enroll now">{eligibility.why_not?.detail} {eligibility.why_not?.remedy}</Alert>;
}

/** One program of the catalogue: what it asks for, how long there is, and whether the person may enroll. @param {{params: {id: string}}} props */
export default function CatalogueProgram({ params }) {
  const isIn = useContext(SessionContext)?.state === 'in';
  const [isEnrolling, setEnrolling] = useState(false);
  const [, navigate] = useLocation();
  const { data, error, refetch } = useGet(`/catalogue/${params.id}`);
  if (error && !data) return <PageProblem title="Program" error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  /** @type {CatalogueEntry} */
  const program = data;
  return (
    <div className="stack">
      <PageHeader
        title={program.name}
        crumbs={[{ label: 'Catalogue', href: '/catalogue' }]}
        badge={<EligibleBadge eligibility={program.eligibility} />}
        lead={program.code}
      />
      {program.description && <p className="measure preserve">{program.description}</p>}
      <DefinitionList isRow items={[
        { label: 'Time to complete', value: period(program.completion_period) },
        { label: 'Grace period', value: program.grace_period && period(program.grace_period) },
        { label: 'Requirements', value: program.requirements },
        { label: 'Leads to', value: program.designation },
        { label: 'Order', value: program.in_order ? 'One after the other' : 'In any order' },
        { label: 'Fees', value: program.has_fees ? 'See below' : null },
        { label: 'Earn first', value: list(program.prerequisites.map(({ name }) => name)) },
      ]}
      />
      <Entrance program={program} onEnroll={() => setEnrolling(true)} />
      <Asked program={program} />
      {isIn && isEnrolling && <Suspense><EnrollOwn program={program} onClose={() => setEnrolling(false)} onDone={(id) => navigate(`/my-programs/${id}`)} /></Suspense>}
    </div>
  );
}
