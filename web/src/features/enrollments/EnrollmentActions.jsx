import { lazy, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import { send } from '../../lib/api.js';
import { useSend } from '../../lib/query.js';
import { Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

const CancelDialog = lazy(() => import('./CancelDialog.jsx'));
const DatesDialog = lazy(() => import('./DatesDialog.jsx'));
const EnrollDialog = lazy(() => import('./EnrollDialog.jsx'));

/** What can be done with the whole enrollment now. What cannot be done is told, with the reason, by `NotPossible`.
 * @param {{enrollment: import('../../lib/types.js').Enrollment}} props */
export function EnrollmentActions({ enrollment }) {
  const [open, setOpen] = useState(/** @type {'dates'|'cancel'|'enroll'|null} */ (null));
  const [, navigate] = useLocation();
  const approve = useSend((_input, key) => send('POST', `/enrollments/${enrollment.id}/approve`, {}, { key }), { onDone: () => toast('Program completion approved') });
  const { can, contact, program } = enrollment;
  const close = () => setOpen(null);
  return (
    <>
      {can.approve && <Button variant="primary" isBusy={approve.isBusy} onPress={() => approve.send(null)}>Approve program completion</Button>}
      {can.edit && <Button onPress={() => setOpen('dates')}>Edit dates</Button>}
      {can.re_enroll && <Button onPress={() => setOpen('enroll')}>Enroll again</Button>}
      {can.cancel && <Button onPress={() => setOpen('cancel')}>Cancel program enrollment</Button>}
      {approve.error && <Problem error={approve.error} />}
      <Suspense>
        {open === 'dates' && <DatesDialog enrollment={enrollment} onClose={close} />}
        {open === 'cancel' && <CancelDialog enrollment={enrollment} onClose={close} onDone={() => navigate(`/enrollments/programs/${program.id}`)} />}
        {open === 'enroll' && (
          <EnrollDialog
            contact={contact}
            program={{ program_id: program.id, name: program.name, carry_over_available: enrollment.status !== 'earned' && enrollment.met > 0 }}
            onClose={close}
            onDone={(id) => navigate(`/enrollments/${id}`)}
          />
        )}
      </Suspense>
    </>
  );
}
