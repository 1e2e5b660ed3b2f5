import { PasswordByLink } from './PasswordByLink.jsx';

/** Where an invitation link leads. */
export default function SetPassword() {
  return <PasswordByLink path="/invitations/accept" title="Set your password" lead="You sign in with your e-mail address and this password." />;
}
