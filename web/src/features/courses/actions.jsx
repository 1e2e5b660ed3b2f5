/** What can be done with enrollments in courses, in words: on the report with many, on an enrollment's page with one. */

/** @typedef {{id: string, title: string, effect: string, confirm: string, done: string, isDanger?: boolean, needsReason?: boolean}} ActionWords */

/** @type {Record<string, ActionWords>} */
export const ACTIONS = {
  approve: { id: 'approve', title: 'Approve', effect: 'The enrollment begins: not started, or completed where the course has no required steps.', confirm: 'Approve', done: 'approved' },
  decline: { id: 'decline', title: 'Decline', effect: 'The enrollment ends. The person can ask again.', confirm: 'Decline', done: 'declined' },
  unenroll: { id: 'unenroll', title: 'Unenroll', effect: 'The enrollment ends, and what was done in it is kept. Enrolled again, the person goes on where they left off.', confirm: 'Unenroll', done: 'unenrolled' },
  re_enroll: { id: 're_enroll', title: 'Re-enroll', effect: 'A new attempt begins. What was completed before stays completed and visible, and its certificate stays valid.', confirm: 'Re-enroll', done: 'enrolled again' },
  reassign: {
    id: 'reassign', title: 'Reassign', effect: 'The course must be taken again from the beginning. The completion is taken away and its certificate withdrawn; the attempt stays readable.',
    confirm: 'Reassign', done: 'reassigned', isDanger: true, needsReason: true,
  },
};

/** The statuses that can be set by hand. */
export const CHANGES = [
  { id: 'completed', label: 'Completed' },
  { id: 'in_progress', label: 'In progress' },
  { id: 'not_started', label: 'Not started' },
];
