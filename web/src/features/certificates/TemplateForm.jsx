import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { formProps } from '../../lib/form.js';
import { useLimits } from '../../lib/limits.js';
import { LANGUAGE, options } from '../../lib/words.js';
import { Button, ButtonLink } from '../../ui/button/Button.jsx';
import { Switch } from '../../ui/choice/Choice.jsx';
import { Disclosure } from '../../ui/disclosure/Disclosure.jsx';
import { Form, FormActions } from '../../ui/form/Form.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { Select } from '../../ui/select/Select.jsx';
import { TextArea, TextField } from '../../ui/text-field/TextField.jsx';
import { PictureField } from './PictureField.jsx';
import { Preview } from './Preview.jsx';
import { SIGNATURES_MAX, withoutName } from './template.js';
import './certificates.css';

/** @typedef {import('./template.js').Template} Template */
/** @typedef {import('./template.js').Signature} Signature */
/** @typedef {ReturnType<typeof import('../../lib/form.js').useForm<Template, any>>} TemplateFormState */

const PAPERS = [{ id: 'a4', label: 'A4' }, { id: 'letter', label: 'Letter' }];
const ORIENTATIONS = [{ id: 'landscape', label: 'Landscape' }, { id: 'portrait', label: 'Portrait' }];

function Placeholders() {
  return (
    <Disclosure label="What the texts may hold">
      <p>{'{name}'}, {'{designation}'}, {'{program}'}, {'{earned_on}'}, {'{issued_on}'}, {'{expires_on}'}, {'{serial}'}, {'{code}'} and {'{organisation}'} are filled in. A part in [square brackets] is left out when something in it is empty, such as [valid until {'{expires_on}'}].</p>
    </Disclosure>
  );
}

/** @param {{signature: Signature, index: number, onChange: (patch: Partial<Signature>) => void, onRemove: () => void}} props */
function SignatureFields({ signature, index, onChange, onRemove }) {
  return (
    <div className="signature" role="group" aria-label={`Signature ${index + 1}`}>
      <TextField name={`signatures/${index}/name`} label="Name" value={signature.name} onChange={(name) => onChange({ name })} />
      <TextField name={`signatures/${index}/title`} label="Title" isOptional value={signature.title} onChange={(title) => onChange({ title })} />
      <PictureField name={`signatures/${index}/file_id`} label="Picture of the signature" hint="A PNG, best with a transparent background." value={signature.file_id} onChange={(file_id) => onChange({ file_id })} />
      <div><Button variant="quiet" isSmall icon={Trash2} onPress={onRemove}>Remove signature {index + 1}</Button></div>
    </div>
  );
}

/** @param {{form: TemplateFormState}} props */
function Signatures({ form }) {
  const { signatures } = form.values;
  // Keys that stay with a signature when another is removed.
  const [keys, setKeys] = useState(() => signatures.map((_signature, index) => index));
  const add = () => {
    setKeys([...keys, Math.max(-1, ...keys) + 1]);
    form.set({ signatures: [...signatures, { name: '', title: '', file_id: null }] });
  };
  /** @param {number} at */
  const remove = (at) => {
    setKeys(keys.toSpliced(at, 1));
    form.set({ signatures: signatures.toSpliced(at, 1) });
  };
  return (
    <Section title="Signatures" isCard>
      {signatures.map((signature, index) => (
        <SignatureFields key={keys[index] ?? `more-${index}`} signature={signature} index={index} onRemove={() => remove(index)} onChange={(patch) => form.set({ signatures: signatures.with(index, { ...signature, ...patch }) })} />
      ))}
      {signatures.length < SIGNATURES_MAX && <div><Button icon={Plus} onPress={add}>Add a signature</Button></div>}
    </Section>
  );
}

/** @param {{form: TemplateFormState, save: string}} props */
export function TemplateForm({ form, save }) {
  const limit = useLimits('certificate_template');
  return (
    <div className="template-editor">
      <Form {...formProps(form)}>
        <TextField label="Name of the template" {...limit('name')} {...form.bind('name')} />
        <Section title="Wording" isCard>
          <Placeholders />
          <TextField label="Title" {...limit('title')} {...form.bind('title')} />
          <TextField label="Above the name" isOptional {...limit('intro')} {...form.bind('intro')} />
          <TextArea label="Below the name" isOptional rows={4} {...limit('body')} {...form.bind('body')} />
          <TextArea label="Closing line" isOptional {...limit('closing')} {...form.bind('closing')} />
          <Select label="Language" hint="Of the dates, and for screen readers." options={options(LANGUAGE)} {...form.bind('language')} />
        </Section>
        <Section title="Look" isCard>
          <div className="columns">
            <Select label="Paper" options={PAPERS} {...form.bind('paper')} />
            <Select label="Orientation" options={ORIENTATIONS} {...form.bind('orientation')} />
          </div>
          <TextField label="Accent colour" width="short" hint="Such as #1f5f8b." {...limit('accent')} {...form.bind('accent')} />
          <PictureField name="logo_file_id" label="Logo" hint="A PNG of at most four million pixels." value={form.values.logo_file_id} onChange={(logo_file_id) => form.set({ logo_file_id })} />
          <Switch label="QR code that leads to the page to verify it" {...form.bind('qr')} />
        </Section>
        <Signatures form={form} />
        <FormActions>
          <Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={!form.isDirty}>{save}</Button>
          <ButtonLink href="/certificate-templates">Cancel</ButtonLink>
        </FormActions>
      </Form>
      <Preview draft={withoutName(form.values)} />
    </div>
  );
}
