import { useCan, useSession } from '../../lib/session.js';

/** Whether a contact is the person who is signed in, looking at what is theirs without a role on the staff.
 * @returns {(contactId: number) => boolean} */
export function useIsOwn() {
  const can = useCan();
  const { session } = useSession();
  return (contactId) => contactId === session.contact_id && !can('roll_read');
}
