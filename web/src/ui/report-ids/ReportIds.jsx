import { TextField } from '../text-field/TextField.jsx';

/** The fields for what agencies call a course. @param {{form: {bind: (name: 'pars'|'cpe') => any}, isReadOnly?: boolean}} props */
export function ReportIds({ form, isReadOnly }) {
  return (
    <>
      <TextField label="ACCME activity ID" width="medium" hint="The digits that PARS shows for the activity." isOptional isDisabled={isReadOnly} {...form.bind('pars')} />
      <TextField label="Universal Activity Number" width="medium" hint="As ACPE gave it, like 0123-0000-26-001-L04-P." isOptional isDisabled={isReadOnly} {...form.bind('cpe')} />
    </>
  );
}
