import { useState } from 'react';
import { send } from '../../lib/api.js';
import { useGet, useSend } from '../../lib/query.js';
import { useSession } from '../../lib/session.js';
import { Loading } from '../../ui/loading/Loading.jsx';
import { PageHeader } from '../../ui/page-header/PageHeader.jsx';
import { PageProblem } from '../../ui/page-header/PageProblem.jsx';
import { ChooseContacts } from './ChooseContacts.jsx';
import { EnrollOutcome } from './EnrollOutcome.jsx';
import { ReviewEnrollments } from './ReviewEnrollments.jsx';

/** @typedef {import('../../lib/types.js').ContactRow} ContactRow */
/** @typedef {{contacts: Map<number, ContactRow>, enrolledOn: string, carryOver: boolean}} Choice */

const TITLES = { choose: 'Enroll a Contact', review: 'Check and register', done: 'What was registered' };

/** Enrolling in two steps: choose who and from when, then see the effect and register. @param {{params: {id: string}}} props */
export default function EnrollContacts({ params }) {
  const { session } = useSession();
  const [step, setStep] = useState(/** @type {keyof typeof TITLES} */ ('choose'));
  const [choice, setChoice] = useState(/** @type {Choice} */ ({ contacts: new Map(), enrolledOn: session.today, carryOver: false }));
  const program = useGet(`/programs/${params.id}`);
  const register = useSend(
    (/** @type {Choice} */ { contacts, enrolledOn, carryOver }, key) => send('POST', `/programs/${params.id}/enrollments`, {
      contact_ids: [...contacts.keys()], enrolled_on: enrolledOn, carry_over: carryOver,
    }, { key }),
    { onDone: () => setStep('done') },
  );
  if (program.error) return <PageProblem title="Enroll contacts" error={program.error} onRetry={program.refetch} />;
  if (!program.data) return <Loading />;
  const back = `/enrollments/programs/${params.id}`;
  return (
    <div className="stack">
      <PageHeader
        key={step}
        title={TITLES[step]}
        crumbs={[{ label: 'Enrollments by program', href: '/enrollments/programs' }, { label: program.data.name, href: back }]}
      />
      {step === 'choose' && <ChooseContacts programId={params.id} choice={choice} onChange={setChoice} onNext={() => setStep('review')} />}
      {step === 'review' && (
        <ReviewEnrollments
          program={program.data}
          choice={choice}
          isBusy={register.isBusy}
          error={register.error}
          onRegister={() => register.send(choice)}
          onBack={() => { register.reset(); setStep('choose'); }}
        />
      )}
      {step === 'done' && (
        <EnrollOutcome
          back={back}
          result={register.result}
          contacts={choice.contacts}
          onMore={() => { setChoice({ ...choice, contacts: new Map() }); setStep('choose'); }}
        />
      )}
    </div>
  );
}
