import { required } from '../../lib/limits.js';

export const PASSWORD_HINT = 'At least 12 characters. A few words that belong together only for you are easy to keep. Not your e-mail address.';

/** @param {string} name @param {string} password @param {string} missing */
export function checkPassword(name, password, missing) {
  if (password === '') return required(name, password, missing);
  return password.length < 12 ? [{ name, detail: 'The password must have at least 12 characters' }] : [];
}

/** @param {{new_password: string, again: string}} values */
export function checkNewPassword({ new_password: password, again }) {
  if (password === '') return required('new_password', password, 'Enter a new password');
  if (password.length < 12) return [{ name: 'new_password', detail: 'The new password must have at least 12 characters' }];
  return again === password ? [] : [{ name: 'again', detail: 'The two new passwords are not the same' }];
}
