/**
 * The shapes that the interface answers with. Only types; nothing here runs.
 *
 * @typedef {{contact_id: number, name: string, email: string, roles: string[], rights: string[], organisation_name: string, time_zone: string, today: string}} Session
 * @typedef {{id: number, contact_no: string, given_name: string, family_name: string, name: string, email: string|null}} ContactRow
 * @typedef {ContactRow & {version: number, has_account: boolean, roles: string[], created_at: string}} Contact
 * @typedef {'draft'|'active'|'inactive'|'cancelled'} ProgramStatus
 * @typedef {{code: string, detail: string, remedy?: string}} Finding
 * @typedef {{id: number, code: string, name: string, kind: 'certification'|'award', description: string, status: ProgramStatus, maintenance: boolean,
 *   allow_enrollee_cancel: boolean, self_enrollment: boolean, in_catalogue: boolean, prerequisites: number[], reminder_days: number[], version: number, definition_version: number,
 *   registrants: number, prerequisite_programs?: {id: number, code: string, name: string}[],
 *   activation?: {ready: boolean, problems: Finding[], warnings: Finding[]}}} Program
 * @typedef {{total: number, earned: number, enrolled_not_earned: number, nothing_completed: number, grace_period: number, expired: number}} Tracker
 * @typedef {{n: number, unit: 'days'|'weeks'|'months'|'years'}} Period
 * @typedef {{id?: number, title: string, component_id: number, component_title?: string, component_kind?: string, needs_grade: boolean, pass_grade: number|null,
 *   grade_scale: string|number|null, needs_approval: boolean, needs_file: boolean,
 *   min_credits: number|null, credit_type: string|null, credit_title?: string|null, credit_decimals?: number, since_enrollment: boolean}} DefinitionRequirement
 * @typedef {{title: string, needed: 'all'|number, requirements: DefinitionRequirement[]}} DefinitionStage
 * @typedef {{program_id: number, version: number, created_at: string|null, created_by_name: string|null, note: string|null, current_enrollees: number,
 *   enrollees: number, in_order: boolean, completion_period: Period, grace_period: Period|null, requires_approval: boolean, designation: string|null,
 *   certificate_template_id: number|null, certificate_template_name: string|null, certificate_validity: Period|null, stages: DefinitionStage[]}} Definition
 * @typedef {{id: number, contact_id: number|null, contact_name: string|null, address: string|null, template: string, state: string, attempts: number, error: string|null,
 *   created_at: string, send_at: string, ended_at: string|null, forgotten: boolean, version: number}} MailItem
 * @typedef {{leaves: boolean, waiting: number, failed: number, unclear: number, waiting_since: string|null, last_sent_at: string|null, error: string|null}} MailSummary
 * @typedef {{enrollment_id: number, contact_id: number, contact_name: string, definition_version: number, met: number, required: number, met_after: number,
 *   required_after: number, outcome: string}} MoveRow
 * @typedef {{to_version: number, candidates: number, completes: number, loses: number, gains: number, more: number, same: number}} MoveSummary
 * @typedef {{id: number, program_id: number, to_version: number, keep_dates: boolean, state: 'moving'|'moved'|'undoing'|'undone', total: number, moved: number,
 *   undone: number, refused: number, created_at: string, created_by_name: string|null}} EnrollmentMove
 * @typedef {{version: number, created_at: string, created_by_name: string|null, note: string|null, open_enrollees: number, requirements: number}} VersionRow
 * @typedef {{kind: 'added'|'removed'|'changed'|'moved', where: 'stage'|'requirement'|'rule', title: string, field: string|null, before: unknown, after: unknown}} VersionChange
 * @typedef {{id: number, code: string, title: string, kind: string, status: 'active'|'inactive', course_id: number|null, version: number, open_offerings: number,
 *   programs: number, used_by?: {program_id: number, name: string, status: ProgramStatus}[]}} Component
 * @typedef {{id: number, component_id: number, title: string, starts_at: string|null, ends_at: string|null, location: string|null, capacity: number|null,
 *   price: {amount_minor: number, currency: string}|null, status: 'open'|'closed'|'cancelled', version: number, refund_days: number|null,
 *   seats_taken: number, seats_waiting: number, registration: 'none'|RegistrationState|null, registration_id: number|null}} Offering
 * @typedef {'pending'|'waiting'|'registered'|'attended'|'cancelled'} RegistrationState
 * @typedef {{amount_minor: number, currency: string}|null} Price
 * @typedef {{id: number, component_id: number, title: string, component_title: string, component_kind: string, location: string|null, status: string,
 *   starts_at: string|null, ends_at: string|null, capacity: number|null, seats_left: number, seats_waiting: number, price: Price, refund_until: string|null,
 *   registration: 'none'|RegistrationState, registration_id: number|null, position: number, order_id: number|null, hold_until: string|null,
 *   may_register: boolean, why_not: Finding|null}} OfferingCard
 * @typedef {{id: number, offering_id: number, offering_title: string, location: string|null, starts_at: string|null, ends_at: string|null, contact_id: number,
 *   contact_name: string, contact_no: string|null, state: RegistrationState, price: Price, hold_until: string|null, order_id: number|null, position: number,
 *   created_at: string}} Booking
 * @typedef {{items: Booking[], waiting: Booking[], currency: string|null, total_minor: number, methods: string[]}} Cart
 * @typedef {{id: number, number: string, contact_name: string, contact_no: string|null, email: string|null, state: string, method: string, currency: string|null,
 *   total_minor: number, refunded_minor: number, invoice_no: number|null, created_at: string, paid_at: string|null, cancelled_at: string|null,
 *   hold_until: string|null, organisation_name: string, titles: string, can: {pay: boolean, cancel: boolean, mark_paid: boolean, receipt: boolean},
 *   lines: {id: number, offering_id: number, title: string, amount_minor: number, refunded_minor: number, registration: string|null, starts_at: string|null,
 *     ends_at: string|null, location: string|null}[],
 *   refunds: {id: number, amount_minor: number, state: string, cause: string, error: string|null, created_at: string, done_at: string|null}[]}} Order
 * @typedef {'enrolled'|'grace'|'expired'|'earned'|'cancelled'|'pending_approval'} EnrollmentStatus
 * @typedef {{id: number, contact_id: number, contact_name: string, contact_no: string, email: string|null, program_id: number, status: EnrollmentStatus, cycle: number,
 *   definition_version: number, enrolled_on: string, grace_begins_on: string, expires_on: string, earned_on: string|null, completion_deadline: string|null,
 *   met: number, required: number, version: number, program_code?: string, program_name?: string, inactive_reason?: string}} EnrollmentRow
 * @typedef {'none'|'awaiting_grade'|'awaiting_approval'|'rejected'|'complete'|'waived'} RequirementStatus
 * @typedef {{id: number, title: string, stage: number, component_id: number, component_title: string, component_kind: string, course_id: number|null, needs_grade: boolean,
 *   pass_grade: number|null, grade_scale: string|number|null, needs_approval: boolean, needs_file: boolean,
 *   min_credits: number|null, credits: number|null, credit_type: string|null, credit_title: string|null, credit_decimals: number, since_enrollment: boolean, status: RequirementStatus, available: boolean,
 *   locked_reason: string|null, next_step: string|null, completed_on: string|null, grade: number|null, notes: string|null, evidence: string|null, offering_id: number|null,
 *   offering_title: string|null, recorded_by_name: string|null, recorded_at: string|null, decided_by_name: string|null, decided_at: string|null,
 *   decision_note: string|null, files: import('./files.js').StoredFile[], offerings: Offering[],
 *   can: {record: boolean, grade: boolean, approve: boolean, reject: boolean, void: boolean, waive: boolean}}} Requirement
 * @typedef {'cancel'|'edit'|'approve'|'re_enroll'|'purge'} EnrollmentAction
 * @typedef {EnrollmentRow & {program: {id: number, code: string, name: string, status: ProgramStatus, maintenance: boolean},
 *   contact: {id: number, contact_no: string, name: string, email: string|null}, cancelled_at: string|null, cancelled_by_name: string|null,
 *   cancel_reason: string|null, superseded: boolean, pending_since: string|null, designation: string|null, in_order: boolean, requires_approval: boolean,
 *   deadline_wording: 'due'|'grace'|'expired'|'none', can: Record<EnrollmentAction, boolean>, why_not: Record<EnrollmentAction, Finding|null>,
 *   stages: {title: string, needed: 'all'|number, met: number, complete: boolean, locked: boolean}[], requirements: Requirement[]}} Enrollment
 * @typedef {{program_id: number, code: string, name: string, description: string, cycle: number, maintenance: boolean, carry_over_available: boolean}} Eligible
 * @typedef {{contact_id: number, outcome: 'enrolled'|'refused', enrollment_id?: number, code?: string, detail?: string, remedy?: string}} EnrollOutcome
 * @typedef {{enrolled_on: string, grace_begins_on: string, expires_on: string, status?: EnrollmentStatus, completion_deadline: string|null,
 *   deadline_wording?: string, default_grace_begins_on?: string, default_expires_on?: string}} Dates
 * @typedef {{id: number, version: number, enrollment_id: number, requirement_id: number, contact_id: number, contact_name: string, program_id: number,
 *   program_name: string, stage_title: string, requirement_title: string, completed_on: string, grade: number|null, pass_grade: number|null,
 *   grade_scale: string|number|null, needs_approval: boolean, notes: string|null, status: RequirementStatus, recorded_by_name: string|null,
 *   recorded_at: string, files: import('./files.js').StoredFile[]}} CompletionRow
 * @typedef {{enrollment_id: number, requirement_id: number, outcome: 'done'|'refused', status?: string, code?: string, detail?: string, remedy?: string}} ItemOutcome
 * @typedef {{id: number, at: string, actor_id: number|null, actor_name: string|null, action: string, reason: string|null, via: string,
 *   object: {entity: string, id: number, title: string|null}, changes: {field: string, before: unknown, after: unknown}[]}} HistoryItem
 * @typedef {{id: number, kind: string, state: 'waiting'|'running'|'done'|'failed', created_at: string, done: number, total: number|null,
 *   error: string|null, result: any}} Job
 * @typedef {{contact_id: number, name: string, email: string, roles: string[], last_sign_in_at: string|null}} StaffRow
 * @typedef {{id: number, title: string, starts_at: string, duration_minutes: number, required_minutes: number, course_id: number|null, course_title: string|null,
 *   version: number}} LiveEvent
 * @typedef {{event_id: number, contact_id: number, contact_no: string|null, name: string, email: string|null, registered: boolean, minutes: number, percent: number,
 *   attended: boolean, score: number|null, course_status: string|null}} Attendance
 * @typedef {{id: number, key: string, label: string, type: 'text'|'choice'|'date'|'number', options: string[], member_edits: boolean, version: number,
 *   filled: number, empty: number}} ProfileField
 * @typedef {{field: string, op: string, value?: string|number}} SegmentCondition
 * @typedef {{match: 'all'|'any', conditions: SegmentCondition[]}} SegmentGroup
 * @typedef {{state: 'waiting'|'running'|'done'|'failed', done: number, total: number, error: string|null}} Work
 * @typedef {{course_id: number, code: string, title: string, state: 'linking'|'linked'|'unlinking', work: Work|null, linked_at: string,
 *   linked_by_name: string|null}} SegmentCourse
 * @typedef {{id: number, name: string, match: 'all'|'any', conditions: (SegmentCondition|SegmentGroup)[], members: number, excluded: number,
 *   courses: SegmentCourse[], work: Work|null, version: number}} Segment
 * @typedef {{id: number, name: string, members: number, course_count: number}} SegmentRow
 * @typedef {{contact_id: number, name: string, contact_no: string}} SegmentPerson
 * @typedef {{members: number, entering: number, leaving: number, sample: SegmentPerson[], entering_sample: SegmentPerson[], leaving_sample: SegmentPerson[],
 *   courses: {course_id: number, code: string, title: string, enrolls: number, unenrolls: number}[], brake: boolean}} SegmentPreview
 * @typedef {{id: number, contact_no: string, given_name: string, family_name: string, name: string, email: string|null, pending_email: string|null,
 *   language: string|null, time_zone: string|null, profile: Record<string, string|number>, version: number}} Me
 * @typedef {{eligible: boolean, enrollment_id: number|null, carry_over_available: boolean, why_not: Finding|null}} Eligibility
 * @typedef {{title: string, component_kind: string, needs_grade: boolean, pass_grade: number|null, grade_scale: number|null, needs_approval: boolean,
 *   needs_file: boolean, min_credits: number|null, credit_type: string|null, credit_title: string|null, credit_decimals: number, since_enrollment: boolean,
 *   offerings: number, next_start_at: string|null, price_from: {amount_minor: number, currency: string}|null}} CatalogueRequirement
 * @typedef {{id: number, code: string, name: string, description: string, designation: string|null, completion_period: Period, grace_period: Period|null,
 *   requirements: number, in_order: boolean, requires_approval: boolean, has_fees: boolean, maintenance: boolean, eligibility: Eligibility|null}} CatalogueRow
 * @typedef {CatalogueRow & {prerequisites: {id: number, code: string, name: string}[],
 *   stages: {title: string, needed: 'all'|number, requirements: CatalogueRequirement[]}[]}} CatalogueEntry
 * @typedef {{code: string, serial: string, status: string, recipient: string, title: string, designation: string|null, issuer: string, earned_on: string,
 *   issued_on: string, expires_on: string|null, withdrawn_on: string|null, newer_code: string|null, verify_url: string}} PublicCertificate
 * @typedef {{code: string, serial: string, status: string, contact_id: number, contact_name: string, recipient: string, title: string, designation: string|null,
 *   enrollment_id: number|null, earned_on: string, issued_on: string, expires_on: string|null, newer_code: string|null, newer_serial: string|null}} CertificateRow
 * @typedef {CertificateRow & {template_id: number, template_version: number, issued_by_name: string|null, withdrawn_at: string|null, withdraw_reason: string|null,
 *   withdrawn_by_name: string|null, older_code: string|null, older_serial: string|null, can: {withdraw: boolean, reinstate: boolean, reissue: boolean},
 *   differs: {field: string, now: string|null, reissued: string|null}[]}} CertificateView
 * @typedef {{requirement_id: number|null, title: string|null, stage_title: string|null, step: string, course_id: number|null}} NextStep
 * @typedef {EnrollmentRow & {program_name: string, program_code: string, superseded: boolean, next: NextStep[]}} MyProgramRow
 * @typedef {{course_id: number, status: string, active: boolean, archived: boolean, n: number}} CourseCount
 * @typedef {{id: number, code: string, title: string, description: string, content_source: 'own'|'premium'|'marketplace'|'import_shell',
 *   enrollment_method: 'open'|'approval'|'assignment_only', status: 'active'|'inactive', certificate: boolean, in_catalogue: boolean, required_steps: number,
 *   version: number, learners: number, segments: number, my_status: string|null, my_enrollment_id: number|null, counts: CourseCount[]}} Course
 * @typedef {{id?: number, title: string, kind: 'lesson'|'event'|'ojt'|'assessment', required: boolean, event_id: number|null, event_title?: string|null, people?: number}} CourseStep
 * @typedef {{id: number, contact_id: number, contact_name: string, contact_no: string, email: string|null, course_id: number, course_code: string, course_title: string,
 *   content_source: string, attempt: number, status: string, active: boolean, archived: boolean, enrolled_on: string, completed_on: string|null,
 *   completion_origin: string|null, origin_note: string|null, grade: string|null, ends_on: string|null, steps_done: number, required_steps: number,
 *   earlier_completions: number, version: number}} CourseEnrollmentRow
 * @typedef {'change'|'re_enroll'|'reassign'|'unenroll'|'decide'|'equivalency'|'learn'|'delete'} CourseAction
 * @typedef {{kind: string, segment_id: number|null, program_id: number|null, import_id: number|null, name: string|null, active: boolean}} CourseSource
 * @typedef {{n: number, status: string, enrolled_on: string, completed_on: string|null, completion_origin: string|null, origin_title: string|null,
 *   origin_note: string|null, grade: string|null, certificate: string|null, ended_by: string|null, ended_at: string|null}} CourseAttempt
 * @typedef {{id: number, title: string, kind: string, required: boolean, event_id: number|null, percent: number, complete: boolean, done_on: string|null, can_mark: boolean}} CourseStepState
 * @typedef {CourseEnrollmentRow & {origin_title: string|null, can: Record<CourseAction, boolean>, why_not: Record<CourseAction, Finding|null>,
 *   sources: CourseSource[], attempts: CourseAttempt[], steps: CourseStepState[]}} CourseEnrollment
 * @typedef {{id: number, contact_name: string|null, outcome: 'done'|'refused', code: string|null, detail: string|null, remedy: string|null}} CourseOutcome
 * @typedef {{id: number, course_id: number, course_code: string, course_title: string, counts_id: number, counts_code: string, counts_title: string, both_ways: boolean,
 *   waiting: number}} CourseRule
 * @typedef {{id: number, code: string, title: string, increment: number, decimals: number, courses: number, version: number}} CreditType
 * @typedef {{credit_type: string, maximum: number|null, variable: boolean, valid_months: number|null}} CourseCredit
 * @typedef {{id: number, contact_id: number, contact_name: string, course_id: number, course_code: string, course_title: string, course_enrollment_id: number,
 *   attempt: number, credit_type: string, credit_title: string, amount: number, increment: number, maximum: number|null, decimals: number, awarded_on: string,
 *   expires_on: string|null, expired: boolean, provenance: string, submission: string, corrections: number, version: number}} CreditAward
 * @typedef {{credit_type: string, title: string, decimals: number, amount: number, expired: number, awards: number, next_expires_on: string|null}} CreditTotal
 * @typedef {{course_enrollment_id: number, course_id: number, course_title: string, attempt: number, credit_type: string, title: string, variable: boolean,
 *   maximum: number, increment: number, decimals: number, valid_months: number|null, award_id: number|null, amount: number|null, awarded_on: string|null,
 *   expires_on: string|null, can_claim: boolean, why_not: Finding|null}} CreditOffer
 */
export const TYPES_ONLY = true;
