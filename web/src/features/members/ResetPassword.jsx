import { PasswordByLink } from './PasswordByLink.jsx';

/** Where the link of a forgotten password leads. */
export default function ResetPassword() {
  return (
    <PasswordByLink
      path="/password-resets/accept"
      title="Set a new password"
      lead="The old one then no longer works, and your sessions on other computers and phones end."
      again={{ href: '/forgot', action: 'Ask for a new link' }}
    />
  );
}
