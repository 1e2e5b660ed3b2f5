import { Button, ButtonLink } from '../button/Button.jsx';
import { PageHeader } from '../page-header/PageHeader.jsx';
import { Form, FormActions } from './Form.jsx';

/**
 * The page on which something new is made: its fields, a button that makes it, and the way back to the list.
 * @param {{title: string, lead: string, list: {label: string, href: string}, submit: string, form: any, isBusy: boolean, children: React.ReactNode}} props
 *   form: what <Form> takes
 */
export function NewPage({ title, lead, list, submit, form, isBusy, children }) {
  return (
    <div className="stack">
      <PageHeader title={title} crumbs={[list]} lead={lead} />
      <Form {...form}>
        {children}
        <FormActions>
          <Button variant="primary" type="submit" isBusy={isBusy}>{submit}</Button>
          <ButtonLink href={list.href}>Cancel</ButtonLink>
        </FormActions>
      </Form>
    </div>
  );
}
