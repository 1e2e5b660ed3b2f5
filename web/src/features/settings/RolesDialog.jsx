import { send } from '../../lib/api.js';
import { formProps, useForm } from '../../lib/form.js';
import { options, ROLE, ROLE_HINT } from '../../lib/words.js';
import { Button } from '../../ui/button/Button.jsx';
import { Checkbox } from '../../ui/choice/Choice.jsx';
import { Dialog } from '../../ui/dialog/Dialog.jsx';
import { FieldSet, Form, FormActions } from '../../ui/form/Form.jsx';
import { toast } from '../../ui/toast/Toast.jsx';

/** Sets what a person may do. @param {{person: import('./Staff.jsx').Person, onClose: () => void}} props */
export default function RolesDialog({ person, onClose }) {
  const form = useForm({
    initial: { roles: person.roles },
    run: ({ roles }) => send('PUT', `/contacts/${person.contact_id}/roles`, { roles }),
    onDone: () => {
      toast(`Roles of ${person.name} saved`);
      onClose();
    },
  });
  const { roles } = form.values;
  return (
    <Dialog title={`Roles of ${person.name}`} onClose={onClose} isBusy={form.isBusy}>
      <Form {...formProps(form)}>
        <FieldSet legend="Roles" hint="Without any role the person is a learner.">
          {options(ROLE).map(({ id, label }) => (
            <Checkbox
              key={id}
              name={`roles/${id}`}
              label={label}
              hint={ROLE_HINT[id]}
              value={roles.includes(id)}
              onChange={(isOn) => form.set({ roles: isOn ? [...roles, id] : roles.filter((role) => role !== id) })}
            />
          ))}
        </FieldSet>
        <FormActions>
          <Button variant="primary" type="submit" isBusy={form.isBusy} isDisabled={!form.isDirty}>Save roles</Button>
          <Button onPress={onClose} isDisabled={form.isBusy}>Cancel</Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}
