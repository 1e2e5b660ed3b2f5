/**
 * A template while it is edited.
 * @typedef {{name: string, title: string, file_id: number|null}} Signature
 * @typedef {{name: string, title: string, intro: string, body: string, closing: string, language: string, paper: string, orientation: string,
 *   accent: string, qr: boolean, logo_file_id: number|null, signatures: Signature[]}} Template
 */

/** @type {Template} */
export const EMPTY = {
  name: '', title: 'Certificate', intro: 'This is to certify that', body: 'has met all requirements of\n{program}\n[and may use the designation {designation}]',
  closing: 'Awarded on {earned_on}[, valid until {expires_on}]. Certificate {serial}.', language: 'en', paper: 'a4', orientation: 'landscape', accent: '#1f5f8b', qr: true,
  logo_file_id: null, signatures: [],
};

export const SIGNATURES_MAX = 3;

/** Only what is edited. @param {Template} template @returns {Template} */
export const pick = (template) => /** @type {Template} */ (Object.fromEntries(Object.keys(EMPTY).map((name) => [name, template[/** @type {keyof Template} */ (name)]])));

/** The preview needs no name. @param {Template} template @returns {Omit<Template, 'name'>} */
export function withoutName(template) {
  const draft = { ...template };
  delete (/** @type {Partial<Template>} */ (draft).name);
  return draft;
}
