/**
 * Every screen of the site, once: its address, its title, the right it needs, its place in the menu and the code that draws it.
 * The first path that fits wins, so words come before parameters.
 *
 * @typedef {{section: string, group: string, label: string, unless?: string, also?: string}} NavPlace
 *   unless: those who hold this right do not need it in their menu; also: the beginning of other addresses that belong to it
 * @typedef {{path: string, title: string, right?: string, nav?: NavPlace, load: () => Promise<{default: React.ComponentType<any>}>}} Screen
 */

const ENROLLMENTS = { section: 'Certification', group: 'Enrollments' };
const DEFINE = { section: 'Certification', group: 'Define programs' };
const SETTINGS = { section: 'Settings', group: '' };
const OWN = { section: '', group: '', unless: 'roll_read' };

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
  { path: '/contacts/new', title: 'New contact', right: 'contact_write', load: () => import('./features/contacts/NewContact.jsx') },
  { path: '/contacts/:id/edit', title: 'Edit contact', right: 'contact_write', load: () => import('./features/contacts/EditContact.jsx') },
  {
    path: '/settings/organisation', title: 'Organisation', right: 'settings_write', nav: { ...SETTINGS, label: 'Organisation' },
    load: () => import('./features/settings/Organisation.jsx'),
  },
  {
    path: '/settings/profile-fields', title: 'Profile fields', right: 'profile_write', nav: { ...SETTINGS, label: 'Profile fields' },
    load: () => import('./features/segments/ProfileFieldList.jsx'),
  },
  { path: '/settings/profile-fields/new', title: 'New profile field', right: 'profile_write', load: () => import('./features/segments/NewProfileField.jsx') },
  { path: '/settings/profile-fields/:id', title: 'Profile field', right: 'profile_write', load: () => import('./features/segments/EditProfileField.jsx') },
  {
    path: '/settings/staff', title: 'Staff and roles', right: 'roles_write', nav: { ...SETTINGS, label: 'Staff and roles' },
    load: () => import('./features/settings/Staff.jsx'),
  },
  {
    path: '/settings/audit', title: 'Audit log', right: 'audit_read', nav: { ...SETTINGS, label: 'Audit log' },
    load: () => import('./features/settings/Audit.jsx'),
  },
  {
    path: '/my-programs', title: 'My programs', right: 'enrollment_read', nav: { ...OWN, label: 'My programs', also: '/enrollments' },
    load: () => import('./features/enrollments/MyPrograms.jsx'),
  },
  { path: '/account', title: 'My account', nav: { ...OWN, label: 'My account' }, load: () => import('./features/account/Account.jsx') },
];

/** Whether a screen stands in the menu of a person.
 * @param {Screen} screen @param {(right: string|undefined) => boolean} can */
export const isInMenu = ({ nav, right }, can) => Boolean(nav) && can(right) && !(nav?.unless && can(nav.unless));
