/** @typedef {'neutral'|'info'|'good'|'warn'|'danger'|'violet'} Tone */
/** @typedef {Record<string, {label: string, tone: Tone}>} StatusWords */

/** @type {StatusWords} */
export const ENROLLMENT = {
  enrolled: { label: 'Enrolled', tone: 'info' },
  grace: { label: 'Grace period', tone: 'warn' },
  expired: { label: 'Expired', tone: 'danger' },
  earned: { label: 'Earned', tone: 'good' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
  pending_approval: { label: 'Awaiting program approval', tone: 'violet' },
};

/** @type {StatusWords} */
export const REQUIREMENT = {
  none: { label: 'No status', tone: 'neutral' },
  awaiting_grade: { label: 'Awaiting grade', tone: 'violet' },
  awaiting_approval: { label: 'Awaiting approval', tone: 'violet' },
  rejected: { label: 'Rejected', tone: 'danger' },
  complete: { label: 'Complete', tone: 'good' },
  waived: { label: 'Waived', tone: 'info' },
};

/** @type {StatusWords} */
export const PROGRAM = {
  draft: { label: 'Draft', tone: 'neutral' },
  active: { label: 'Active', tone: 'good' },
  inactive: { label: 'Inactive', tone: 'warn' },
  cancelled: { label: 'Cancelled', tone: 'danger' },
};

/** Certificates. @type {StatusWords} */
export const CERTIFICATE = {
  valid: { label: 'Valid', tone: 'good' },
  expired: { label: 'Expired', tone: 'danger' },
  superseded: { label: 'Superseded', tone: 'neutral' },
  withdrawn: { label: 'Withdrawn', tone: 'danger' },
};

/** @type {StatusWords} */
export const COMPONENT = {
  active: { label: 'Active', tone: 'good' },
  inactive: { label: 'Inactive', tone: 'warn' },
};

/** @type {StatusWords} */
export const OFFERING = {
  open: { label: 'Open', tone: 'good' },
  closed: { label: 'Closed', tone: 'neutral' },
  cancelled: { label: 'Cancelled', tone: 'danger' },
};

/** Registrations for offerings, and orders. @type {StatusWords} */
export const REGISTRATION = {
  pending: { label: 'Place held', tone: 'warn' },
  waiting: { label: 'Waiting list', tone: 'violet' },
  registered: { label: 'Registered', tone: 'good' },
  attended: { label: 'Attended', tone: 'good' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
};

/** @type {StatusWords} */
export const ORDER = {
  awaiting_payment: { label: 'Awaiting payment', tone: 'warn' },
  invoiced: { label: 'Invoiced', tone: 'info' },
  paid: { label: 'Paid', tone: 'good' },
  complete: { label: 'Complete', tone: 'good' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
  partly_refunded: { label: 'Partly refunded', tone: 'violet' },
  refunded: { label: 'Refunded', tone: 'neutral' },
};

/** @type {StatusWords} */
export const REFUND = {
  queued: { label: 'On its way', tone: 'info' },
  manual: { label: 'To be paid back', tone: 'warn' },
  done: { label: 'Paid back', tone: 'good' },
  failed: { label: 'Failed', tone: 'danger' },
};

/** @type {Record<string, string>} */
export const PAYMENT_METHOD = { free: 'Nothing to pay', invoice: 'Invoice', card: 'Card' };

/** @type {Record<string, string>} */
export const INACTIVE_REASON = {
  expired: 'The enrollment expired',
  cancelled: 'The enrollment was cancelled',
  program_inactive: 'The program is no longer offered',
  program_cancelled: 'The program was cancelled',
};

// Courses

/** @type {StatusWords} */
export const COURSE_ENROLLMENT = {
  assigned: { label: 'Assigned', tone: 'neutral' },
  not_started: { label: 'Not started', tone: 'neutral' },
  in_progress: { label: 'In progress', tone: 'info' },
  pending: { label: 'Pending approval', tone: 'violet' },
  completed: { label: 'Completed', tone: 'good' },
};

/** @type {StatusWords} */
export const COURSE_ACTIVITY = {
  active: { label: 'Active', tone: 'good' },
  suspended: { label: 'Ended', tone: 'warn' },
  archived: { label: 'Archived', tone: 'neutral' },
};

/** @type {Record<string, string>} */
export const CONTENT_SOURCE = { own: 'Own content', premium: 'Premium', marketplace: 'Marketplace', import_shell: 'Made by an import' };

/** @type {Record<string, string>} */
export const ENROLLMENT_METHOD = { open: 'Open', approval: 'Needs approval', assignment_only: 'By assignment only' };

/** @type {Record<string, string>} */
export const STEP_KIND = { lesson: 'Lesson', event: 'Event', ojt: 'On-the-job training', assessment: 'Assessment' };

/** @type {Record<string, string>} */
export const COMPLETION_ORIGIN = { steps: 'All required steps done', no_steps: 'On enrollment: nothing is required', staff: 'Set by staff', import: 'Imported', equivalency: 'By equivalency' };

/** @type {Record<string, string>} */
export const COURSE_SOURCE = { self: 'Enrolled by themselves', staff: 'Assigned by staff', import: 'Import', segment: 'Segment', program: 'Program' };

// Credits

/** @type {Record<string, string>} */
export const CREDIT_PROVENANCE = {
  earned: 'Awarded on completing the course',
  claimed: 'Claimed after completing the course',
  import_course: 'Imported with the records of the course',
  import_legacy: 'Imported with earlier records',
  auto_on_import: 'Awarded with an imported completion',
};

/** @type {Record<string, string>} */
export const CREDIT_SUBMISSION = { not_reportable: 'Not reported', queued: 'Waits to be reported', sent: 'Reported', accepted: 'Reported and accepted', rejected: 'Reported and rejected' };

/** @type {Record<string, string>} */
export const COMPONENT_KIND = { class: 'Class', exam: 'Exam', experience: 'Experience', document: 'Document', course: 'Course' };

/** @type {Record<string, string>} */
export const PROGRAM_KIND = { certification: 'Certification', award: 'Award' };

/** @type {Record<string, string>} */
export const ROLE = {
  sysadmin: 'SysAdmin',
  certification_manager: 'Certification Manager',
  certification_admin: 'Certification Admin',
  staff: 'Staff',
};

/** What each role is for, in a sentence. */
export const ROLE_HINT = /** @type {Record<string, string>} */ ({
  sysadmin: 'Settings, roles, audit and everything but purging.',
  certification_manager: 'Everything in Certification, and the only role that may purge inactive enrollments.',
  certification_admin: 'Everything in Certification except purging.',
  staff: 'Enrolls contacts, records completions and defines programs. Does not approve.',
});

/** @type {Record<string, string>} */
export const EVIDENCE = { manual: 'Recorded by hand', attendance: 'Attendance at an event', course: 'A completed course', waiver: 'Waived', credits: 'Credits in the ledger' };

/** The languages that mails are written in, each in its own words. @type {Record<string, string>} */
export const LANGUAGE = { en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español' };

/** What an enrollee does next, or waits for. @type {Record<string, {label: string, isWait?: boolean}>} */
export const NEXT_STEP = {
  register: { label: 'Choose a date and register' },
  submit: { label: 'Submit your completion' },
  submit_again: { label: 'Look at the decision and submit it again' },
  course: { label: 'Take the course' },
  credits: { label: 'Earn the credits: complete courses that award them' },
  wait_record: { label: 'Your organisation records it once you have done it', isWait: true },
  wait_grade: { label: 'Waiting for a grade', isWait: true },
  wait_approval: { label: 'Waiting for approval', isWait: true },
  wait_program_approval: { label: 'All is done. Your organisation approves the program as a whole', isWait: true },
};

/** @type {Record<string, string>} */
export const VIA = { screen: 'On screen', api: 'Through the interface', import: 'By an import', rule: 'By a rule', schedule: 'On schedule', command: 'By a command' };

/** Profile fields and segments. @type {Record<string, string>} */
export const PROFILE_TYPE = { text: 'Text', choice: 'Choice', date: 'Date', number: 'Number' };

/** What can be asked of a profile field, by its type. @type {Record<string, Record<string, string>>} */
export const SEGMENT_OPS = {
  text: { is: 'is', is_not: 'is not', contains: 'contains', starts_with: 'starts with', is_empty: 'is empty' },
  choice: { is: 'is', is_not: 'is not', is_empty: 'is empty' },
  date: { is: 'is', is_not: 'is not', before: 'is before', after: 'is after', is_empty: 'is empty' },
  number: { is: 'is', is_not: 'is not', before: 'is less than', after: 'is greater than', is_empty: 'is empty' },
};

/** A name of the interface as a person would say it: `grace_begins_on` becomes "Grace begins on".
 * @param {string} name */
export function humanize(name) {
  const text = name.replaceAll(/[._]/g, ' ').trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {Record<string, string>|StatusWords} words */
export const options = (words) => Object.entries(words).map(([id, word]) => ({ id, label: typeof word === 'string' ? word : word.label }));

/** The deadline in the words that people are shown.
 * @param {Pick<import('./types.js').EnrollmentRow, 'status'|'completion_deadline'|'grace_begins_on'|'earned_on'>} row
 * @param {(day: string|null) => string} date */
export function deadline(row, date) {
  if (row.status === 'earned') return `Earned on ${date(row.earned_on)}`;
  if (row.status === 'cancelled') return 'No deadline';
  const day = date(row.completion_deadline);
  if (row.status === 'expired') return `Expired after ${day}`;
  return row.completion_deadline === row.grace_begins_on ? `Due by ${day}` : `Grace period until ${day}`;
}

// Mail

/** @type {StatusWords} */
export const MAIL_STATE = {
  waiting: { label: 'Waiting', tone: 'info' },
  sending: { label: 'Being sent', tone: 'info' },
  sent: { label: 'Sent', tone: 'good' },
  failed: { label: 'Failed', tone: 'danger' },
  unclear: { label: 'May not have arrived', tone: 'warn' },
  skipped: { label: 'Not needed', tone: 'neutral' },
};

/** What each mail is about. @type {Record<string, string>} */
export const MAIL = {
  confirm_registration: 'Confirm a registration',
  already_registered: 'Already registered',
  reset_password: 'Choose a new password',
  invitation: 'Invitation to sign in',
  confirm_email: 'Confirm a new address',
  email_changed: 'Address changed',
  password_changed: 'Password changed',
  stage_started: 'A stage can begin',
  decision_approved: 'Completion approved',
  decision_rejected: 'Completion not approved',
  program_earned: 'Program earned',
  awaiting_approval: 'What waits for approval',
  deadline_reminder: 'Reminder of a deadline',
  grace_reminder: 'Reminder of a grace period',
  expiry_reminder: 'Reminder of an expiration',
  certificate_issued: 'Certificate issued',
  registration_confirmed: 'Registered for an event',
  waiting_list_promoted: 'A seat became free',
  registration_cancelled: 'Registration cancelled',
  order_receipt: 'Receipt of an order',
  order_refunded: 'Refund',
};

/** The kinds of optional mail. @type {Record<string, {label: string, hint: string, about: string}>} */
export const MAIL_KIND = {
  reminders: { label: 'Reminders', hint: 'Before a deadline passes or an enrollment expires.', about: 'reminders of deadlines' },
  progress: { label: 'Progress', hint: 'When a stage can begin, and when something you submitted was decided.', about: 'about your progress and about decisions' },
  approvals: { label: 'Waiting for approval', hint: 'Once a day, when something new waits for a decision.', about: 'about what waits for your decision' },
};

/** What moving an enrollment to the newest version does. @type {Record<string, {label: string, tone: Tone, effect: string}>} */
export const MOVE_OUTCOME = {
  completes: { label: 'Completes', tone: 'good', effect: 'would have completed all that the new version asks for' },
  loses: { label: 'Loses', tone: 'danger', effect: 'completed something that the new version no longer counts' },
  gains: { label: 'Less left to do', tone: 'info', effect: 'would have less left to do' },
  more: { label: 'More to do', tone: 'warn', effect: 'would have more left to do' },
  same: { label: 'As before', tone: 'neutral', effect: 'would have as much left to do as now' },
};
