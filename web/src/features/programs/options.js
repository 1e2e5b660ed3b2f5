/** What a program lets people do. These hold at once, for everyone, whatever version they are enrolled under.
 * @type {{name: 'maintenance'|'allow_enrollee_cancel'|'self_enrollment'|'in_catalogue', label: string, hint: string}[]} */
export const OPTIONS = [
  {
    name: 'maintenance',
    label: 'Maintenance program',
    hint: 'On: people who have earned the program can enroll in it again, and current enrollees can once they have earned it. Off: nobody who has earned it can enroll again.',
  },
  {
    name: 'allow_enrollee_cancel',
    label: 'Allow enrollees to cancel enrollment',
    hint: 'On: enrollees and Staff can cancel too. Off: only a SysAdmin, a Certification Manager or a Certification Admin can.',
  },
  { name: 'self_enrollment', label: 'Self-enrollment', hint: 'On: people can enroll themselves.' },
  { name: 'in_catalogue', label: 'In the catalogue', hint: 'On: people who are not staff can see the program.' },
];
