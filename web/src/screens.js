import { Award, BookOpen, CalendarDays, GraduationCap, LibraryBig, Medal, ShoppingCart, UserRound } from 'lucide-react';

/**
 * Every screen of the site, once: its address, its title, the right it needs, its place in the menu and the code that draws it.
 * The first path that fits wins, so words come before parameters.
 *
 * @typedef {{section: string, group: string, label: string, icon?: React.ComponentType<any>, also?: string, isInBar?: boolean}} NavPlace
 *   also: the beginning of other addresses that belong to it; icon: of the members' menu, which stands at the bottom of a phone;
 *   isInBar: of the four that stand there, while the others wait under More
 * @typedef {{path: string, title: string, right?: string, side?: 'member'|'both', nav?: NavPlace, load: () => Promise<{default: React.ComponentType<any>}>}} Screen
 *   side: 'member' for what people do for themselves, which has a frame and a menu of its own; 'both': in the members' menu, and in either frame
 * @typedef {{path: string, isFramed?: boolean, isAlways?: boolean, load: () => Promise<{default: React.ComponentType<any>}>}} OpenScreen
 *   isFramed: with a header, like a screen; isAlways: for people who are signed in as well
 */

const ENROLLMENTS = { section: 'Certification', group: 'Enrollments' };
const DEFINE = { section: 'Certification', group: 'Define programs' };
const COURSES = { section: 'Certification', group: 'Courses' };
const SETTINGS = { section: 'Settings', group: '' };
const OWN = { section: '', group: '' };

/** @type {Screen[]} */
export const SCREENS = [
  {
    path: '/enrollments/programs', title: 'Enrollments by program', right: 'roll_read', nav: { ...ENROLLMENTS, label: 'By program', also: '/enrollments' },
    load: () => import('./features/enrollments/ByProgram.jsx'),
  },
  {
    path: '/enrollments/programs/:id/enroll', title: 'Enroll contacts', right: 'enrollment_create',
    load: () => import('./features/enrollments/EnrollContacts.jsx'),
  },
  { path: '/enrollments/programs/:id', title: 'Program enrollments', right: 'roll_read', load: () => import('./features/enrollments/ProgramEnrollments.jsx') },
  {
    path: '/enrollments/people', title: 'Enrollments by enrollee', right: 'roll_read', nav: { ...ENROLLMENTS, label: 'By enrollee', also: '/contacts' },
    load: () => import('./features/enrollments/ByEnrollee.jsx'),
  },
  { path: '/enrollments/people/:id', title: 'Enrollee', right: 'enrollment_read', load: () => import('./features/enrollments/Enrollee.jsx') },
  {
    path: '/enrollments/inactive', title: 'Inactive enrollments', right: 'roll_read', nav: { ...ENROLLMENTS, label: 'Inactive enrollments' },
    load: () => import('./features/enrollments/InactiveEnrollments.jsx'),
  },
  {
    path: '/completions', title: 'Program completions', right: 'roll_read', nav: { ...ENROLLMENTS, label: 'Program completions' },
    load: () => import('./features/completions/Completions.jsx'),
  },
  { path: '/enrollments/:id/:tab?/:rid?', title: 'Enrollment', right: 'enrollment_read', load: () => import('./features/enrollments/Enrollment.jsx') },
  {
    path: '/programs', title: 'Certification programs', right: 'program_write', nav: { ...DEFINE, label: 'Certification programs' },
    load: () => import('./features/programs/Programs.jsx'),
  },
  { path: '/programs/new', title: 'New program', right: 'program_write', load: () => import('./features/programs/NewProgram.jsx') },
  { path: '/programs/:id/:tab?', title: 'Program', right: 'program_read', load: () => import('./features/programs/Program.jsx') },
  {
    path: '/components', title: 'Components', right: 'component_read', nav: { ...DEFINE, label: 'Components' },
    load: () => import('./features/programs/Components.jsx'),
  },
  { path: '/components/new', title: 'New component', right: 'component_write', load: () => import('./features/programs/NewComponent.jsx') },
  { path: '/components/:id', title: 'Component', right: 'component_read', load: () => import('./features/programs/Component.jsx') },
  // Courses
  {
    path: '/courses', title: 'Courses', right: 'roll_read', nav: { ...COURSES, label: 'Courses', also: '/course-enrollments' },
    load: () => import('./features/courses/Courses.jsx'),
  },
  { path: '/courses/new', title: 'New course', right: 'course_write', load: () => import('./features/courses/NewCourse.jsx') },
  { path: '/courses/:id/report', title: 'Course report', right: 'roll_read', load: () => import('./features/courses/CourseReport.jsx') },
  { path: '/courses/:id/:tab?', title: 'Course', right: 'roll_read', load: () => import('./features/courses/Course.jsx') },
  { path: '/course-enrollments/:id/:tab?', title: 'Course enrollment', right: 'roll_read', load: () => import('./features/courses/CourseEnrollment.jsx') },
  // Credits
  { path: '/contacts/:id/credits', title: 'Credits', right: 'roll_read', load: () => import('./features/credits/ContactCredits.jsx') },
  { path: '/offerings/:id', title: 'Offering', right: 'order_read', load: () => import('./features/orders/Offering.jsx') },
  {
    path: '/orders', title: 'Orders', right: 'order_read', nav: { ...ENROLLMENTS, label: 'Orders' },
    load: () => import('./features/orders/Orders.jsx'),
  },
  { path: '/orders/:id', title: 'Order', right: 'order_own', side: 'both', load: () => import('./features/orders/Order.jsx') },
  { path: '/events', title: 'Events', right: 'event_read', nav: { ...COURSES, label: 'Events' }, load: () => import('./features/events/Events.jsx') },
  { path: '/events/new', title: 'New event', right: 'event_write', load: () => import('./features/events/NewEvent.jsx') },
  { path: '/events/:id', title: 'Event', right: 'event_read', load: () => import('./features/events/Event.jsx') },
  { path: '/contacts/new', title: 'New contact', right: 'contact_write', load: () => import('./features/contacts/NewContact.jsx') },
  {
    path: '/contacts/:id/transcript', title: 'Transcript', right: 'enrollment_read', side: 'both',
    load: () => import('./features/transcripts/Transcript.jsx'),
  },
  { path: '/contacts/:id/edit', title: 'Edit contact', right: 'contact_write', load: () => import('./features/contacts/EditContact.jsx') },

  // Imports
  { path: '/import', title: 'Import', right: 'import_use', nav: { section: 'Certification', group: 'Import', label: 'Import files', also: '/import' }, load: () => import('./features/imports/Imports.jsx') },
  { path: '/import/:kind', title: 'Import', right: 'import_use', load: () => import('./features/imports/ImportKind.jsx') },
  { path: '/import/:kind/:id', title: 'Import', right: 'import_use', load: () => import('./features/imports/ImportPage.jsx') },

  // Reports
  {
    path: '/reports', title: 'Reports', right: 'report_read', nav: { section: 'Certification', group: 'Reports', label: 'Credit reports', also: '/reports' },
    load: () => import('./features/reports/Reports.jsx'),
  },
  { path: '/reports/new', title: 'New report', right: 'report_write', load: () => import('./features/reports/NewReport.jsx') },
  { path: '/reports/:id', title: 'Report', right: 'report_read', load: () => import('./features/reports/Report.jsx') },

  {
    path: '/certificates', title: 'Certificates', right: 'roll_read', nav: { ...ENROLLMENTS, label: 'Certificates' },
    load: () => import('./features/certificates/Certificates.jsx'),
  },
  { path: '/certificates/:code', title: 'Certificate', right: 'roll_read', load: () => import('./features/certificates/Certificate.jsx') },
  {
    path: '/certificate-templates', title: 'Certificate templates', right: 'template_write', nav: { ...DEFINE, label: 'Certificate templates' },
    load: () => import('./features/certificates/Templates.jsx'),
  },
  { path: '/certificate-templates/new', title: 'New certificate template', right: 'template_write', load: () => import('./features/certificates/NewTemplate.jsx') },
  { path: '/certificate-templates/:id', title: 'Certificate template', right: 'template_write', load: () => import('./features/certificates/Template.jsx') },
  {
    path: '/settings/organisation', title: 'Organisation', right: 'settings_write', nav: { ...SETTINGS, label: 'Organisation' },
    load: () => import('./features/settings/Organisation.jsx'),
  },
  {
    path: '/settings/certificates', title: 'Certificate settings', right: 'settings_write', nav: { ...SETTINGS, label: 'Certificate settings' },
    load: () => import('./features/certificates/IssuerSettings.jsx'),
  },
  {
    path: '/settings/credit-types', title: 'Credit types', right: 'credit_write', nav: { ...SETTINGS, label: 'Credit types' },
    load: () => import('./features/credits/CreditTypes.jsx'),
  },
  {
    path: '/settings/profile-fields', title: 'Profile fields', right: 'profile_write', nav: { ...SETTINGS, label: 'Profile fields' },
    load: () => import('./features/segments/ProfileFieldList.jsx'),
  },
  { path: '/settings/profile-fields/new', title: 'New profile field', right: 'profile_write', load: () => import('./features/segments/NewProfileField.jsx') },
  { path: '/settings/profile-fields/:id', title: 'Profile field', right: 'profile_write', load: () => import('./features/segments/EditProfileField.jsx') },
  {
    path: '/settings/segments', title: 'Organisational segments', right: 'segment_read', nav: { ...SETTINGS, label: 'Organisational segments' },
    load: () => import('./features/segments/Segments.jsx'),
  },
  { path: '/settings/segments/new', title: 'New segment', right: 'segment_write', load: () => import('./features/segments/NewSegment.jsx') },
  { path: '/settings/segments/:id', title: 'Segment', right: 'segment_read', load: () => import('./features/segments/Segment.jsx') },
  {
    path: '/settings/staff', title: 'Staff and roles', right: 'roles_write', nav: { ...SETTINGS, label: 'Staff and roles' },
    load: () => import('./features/settings/Staff.jsx'),
  },
  {
    path: '/settings/audit', title: 'Audit log', right: 'audit_read', nav: { ...SETTINGS, label: 'Audit log' },
    load: () => import('./features/settings/Audit.jsx'),
  },
  {
    path: '/settings/reports', title: 'Report settings', right: 'settings_write', nav: { ...SETTINGS, label: 'Report settings' },
    load: () => import('./features/reports/ReportSettings.jsx'),
  },
  {
    path: '/settings/webhook', title: 'Webhook', right: 'settings_write', nav: { ...SETTINGS, label: 'Webhook' },
    load: () => import('./features/reports/Webhook.jsx'),
  },
  {
    path: '/settings/mail', title: 'Mail', right: 'settings_write', nav: { ...SETTINGS, label: 'Mail' },
    load: () => import('./features/settings/Mail.jsx'),
  },

  // Members
  {
    path: '/my-programs', title: 'My programs', right: 'enrollment_read', side: 'member', nav: { ...OWN, label: 'My programs', icon: GraduationCap, isInBar: true },
    load: () => import('./features/members/MyPrograms.jsx'),
  },
  {
    path: '/my-programs/:id/requirements/:rid', title: 'Requirement', right: 'enrollment_read', side: 'member',
    load: () => import('./features/members/MyRequirement.jsx'),
  },
  { path: '/my-programs/:id', title: 'My program', right: 'enrollment_read', side: 'member', load: () => import('./features/members/MyProgram.jsx') },
  {
    path: '/my-courses', title: 'My courses', right: 'course_learn', side: 'member', nav: { ...OWN, label: 'My courses', icon: LibraryBig, isInBar: true, also: '/catalogue/courses' },
    load: () => import('./features/courses/MyCourses.jsx'),
  },
  { path: '/my-courses/:id', title: 'My course', right: 'course_learn', side: 'member', load: () => import('./features/courses/MyCourse.jsx') },
  {
    path: '/my-certificates', title: 'My certificates', right: 'certificate_read', side: 'member', nav: { ...OWN, label: 'Certificates', icon: Award },
    load: () => import('./features/certificates/MyCertificates.jsx'),
  },
  { path: '/my-credits', title: 'My credits', right: 'credit_claim', side: 'member', nav: { ...OWN, label: 'Credits', icon: Medal }, load: () => import('./features/credits/MyCredits.jsx') },
  {
    path: '/catalogue', title: 'Catalogue', right: 'program_read', side: 'member', nav: { ...OWN, label: 'Catalogue', icon: BookOpen },
    load: () => import('./features/members/Catalogue.jsx'),
  },
  { path: '/catalogue/courses/:id', title: 'Course', right: 'course_learn', side: 'member', load: () => import('./features/courses/CatalogueCourse.jsx') },
  { path: '/catalogue/:id', title: 'Program', right: 'program_read', side: 'member', load: () => import('./features/members/CatalogueProgram.jsx') },
  {
    path: '/classes', title: 'Classes and exams', right: 'order_own', side: 'member', nav: { ...OWN, label: 'Classes', icon: CalendarDays, isInBar: true, also: '/my-registrations' },
    load: () => import('./features/orders/Classes.jsx'),
  },
  { path: '/classes/:id', title: 'Class', right: 'order_own', side: 'member', load: () => import('./features/orders/Class.jsx') },
  { path: '/my-registrations', title: 'My registrations', right: 'order_own', side: 'member', load: () => import('./features/orders/MyRegistrations.jsx') },
  {
    path: '/cart', title: 'Cart', right: 'order_own', side: 'member', nav: { ...OWN, label: 'Cart', icon: ShoppingCart, isInBar: true },
    load: () => import('./features/orders/Cart.jsx'),
  },
  { path: '/account', title: 'My account', side: 'both', nav: { ...OWN, label: 'My account', icon: UserRound }, load: () => import('./features/members/Account.jsx') },
];

/** What people see before they sign in. @type {OpenScreen[]} */
export const OPEN_SCREENS = [
  { path: '/sign-in', load: () => import('./features/members/SignIn.jsx') },
  { path: '/register', load: () => import('./features/members/Register.jsx') },
  { path: '/confirm', isAlways: true, load: () => import('./features/members/ConfirmRegistration.jsx') },
  { path: '/forgot', isAlways: true, load: () => import('./features/members/Forgot.jsx') },
  { path: '/reset', isAlways: true, load: () => import('./features/members/ResetPassword.jsx') },
  { path: '/set-password', isAlways: true, load: () => import('./features/members/SetPassword.jsx') },
  { path: '/unsubscribe/:token', isAlways: true, load: () => import('./features/members/Unsubscribe.jsx') },
  { path: '/confirm-email', isAlways: true, load: () => import('./features/members/ConfirmEmail.jsx') },
  { path: '/verify/:code', isAlways: true, load: () => import('./features/certificates/Verify.jsx') },
  { path: '/catalogue', isFramed: true, load: () => import('./features/members/Catalogue.jsx') },
  { path: '/catalogue/:id', isFramed: true, load: () => import('./features/members/CatalogueProgram.jsx') },
];

/** @typedef {'staff'|'member'} Side */

/** Whether a screen stands in the menu of one side of the site.
 * @param {Screen} screen @param {(right: string|undefined) => boolean} can @param {Side} menu */
export const isInMenu = ({ nav, right, side }, can, menu) => Boolean(nav) && can(right) && (menu === 'member') === Boolean(side);
