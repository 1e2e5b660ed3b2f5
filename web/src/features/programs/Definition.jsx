import { Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ApiError, send } from '../../lib/api.js';
import { number, plural } from '../../lib/format.js';
import { useGet, useSend } from '../../lib/query.js';
import { useCan } from '../../lib/session.js';
import { Alert, Problem } from '../../ui/alert/Alert.jsx';
import { Button } from '../../ui/button/Button.jsx';
import { Form } from '../../ui/form/Form.jsx';
import { Link } from '../../ui/link/Link.jsx';
import { Loading } from '../../ui/loading/Loading.jsx';
import { Section } from '../../ui/section/Section.jsx';
import { TextField } from '../../ui/text-field/TextField.jsx';
import { toast } from '../../ui/toast/Toast.jsx';
import { addStage, toBody, toDraft } from './draft.js';
import { OptionsCard } from './OptionsCard.jsx';
import { ReadDefinition } from './ReadDefinition.jsx';
import { RemindersCard } from './RemindersCard.jsx';
import { Rules } from './Rules.jsx';
import { StageEditor } from './StageEditor.jsx';
import './programs.css';

/** @typedef {import('../../lib/types.js').Definition} DefinitionData */
/** @typedef {import('./draft.js').Draft} Draft */

/** Drafts of programs that are being edited, and the version each began with, so that looking at another tab loses nothing.
 * @type {Map<number, {version: number, draft: Draft}>} */
const kept = new Map();

/** A draft that survives a change of tab, and warns before the page is left. @param {DefinitionData} definition */
function useDraft(definition) {
  const { program_id: id, version } = definition;
  const [start] = useState(() => toDraft(definition));
  const [draft, setDraft] = useState(() => kept.get(id)?.draft ?? start);
  const [began, setBegan] = useState(() => kept.get(id)?.version ?? version);
  const isDirty = draft !== start;
  useEffect(() => {
    if (!isDirty) return undefined;
    kept.set(id, { version: began, draft });
    /** @param {BeforeUnloadEvent} event */
    const warn = (event) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [began, draft, id, isDirty]);
  const discard = () => {
    kept.delete(id);
    setDraft(start);
    setBegan(version);
  };
  return { draft, setDraft, isDirty, began, discard };
}

/** What somebody else saved while this was edited. @param {{definition: DefinitionData, began: number}} props */
function Overtaken({ definition, began }) {
  const { version, created_by_name: who, note } = definition;
  return (
    <Alert tone="warn" title={`Version ${number(version)} was saved meanwhile`} isLive>
      <p>{[who, note && `“${note}”`].filter(Boolean).join(': ')}</p>
      <p>Your changes began with version {number(began)}: saving them takes back what was changed since. <Link href={`/programs/${definition.program_id}/versions`}>Look at what changed</Link>; your changes stay here.</p>
    </Alert>
  );
}

/** Who stays under which version, said before it is saved. @param {{definition: DefinitionData}} props */
function Effect({ definition }) {
  const { version, current_enrollees: current } = definition;
  if (version === 0) return <p>Saving makes version 1. After that the program can be activated.</p>;
  return (
    <p>
      Saving makes version {number(version + 1)}.{' '}
      {current === 0 ? 'Nobody is enrolled now, so nobody stays on an older version.' : (
        <><strong>{plural(current, 'current enrollee')}</strong> {current === 1 ? 'stays' : 'stay'} on the version they were enrolled under; to be under the new one they cancel and enroll again.</>
      )}
    </p>
  );
}

/** @param {import('../../lib/api.js').ApiError|null} error */
const faults = (error) => (error?.errors ?? []).map(({ pointer, detail }) => ({ name: pointer.replace(/^#\//, ''), detail }));

/** @param {{definition: DefinitionData, isAward: boolean}} props */
function Editor({ definition, isAward }) {
  const { draft, setDraft, isDirty, began, discard } = useDraft(definition);
  const [errors, setErrors] = useState(/** @type {{name: string, detail: string}[]} */ ([]));
  const save = useSend(
    (/** @type {Draft} */ input) => send('PUT', `/programs/${definition.program_id}/definition`, toBody(input), { version: definition.version }).catch((error) => {
      if (error instanceof ApiError) setErrors(faults(error));
      throw error;
    }),
    {
      onDone: ({ version, enrollees_on_older: older }) => {
        kept.delete(definition.program_id);
        toast(`Version ${version} saved. ${plural(older, 'enrollee')} on older versions.`);
      },
    },
  );
  const { stages } = draft;
  return (
    <Form label="Definition" errors={errors} problem={save.error} onSubmit={() => save.send(draft)}>
      <Rules draft={draft} isAward={isAward} onChange={setDraft} />
      <Section title="Stages and requirements" hint="Drag by the handle to reorder, or use the arrows. A requirement that is moved stays the same requirement.">
        {stages.map((stage, index) => <StageEditor key={stage.key} stage={stage} index={index} draft={draft} isAward={isAward} onChange={setDraft} />)}
        <div><Button icon={Plus} onPress={() => setDraft(addStage(draft))}>Add stage</Button></div>
      </Section>
      {isDirty && (
        <div className="save-bar">
          {began < definition.version && <Overtaken definition={definition} began={began} />}
          <Effect definition={definition} />
          <TextField name="note" label="What changed, in a few words" isOptional width="medium" value={draft.note} onChange={(note) => setDraft({ ...draft, note })} />
          <div className="row">
            <Button variant="primary" type="submit" isBusy={save.isBusy}>Save as version {number(definition.version + 1)}</Button>
            <Button onPress={() => { discard(); setErrors([]); save.reset(); }} isDisabled={save.isBusy}>Discard changes</Button>
          </div>
        </div>
      )}
    </Form>
  );
}

/** What the program asks for, version by version: read by all staff, edited by those who define programs.
 * @param {{program: import('../../lib/types.js').Program}} props */
function Versioned({ program }) {
  const mayWrite = useCan()('program_write');
  const { data, error, refetch } = useGet(`/programs/${program.id}/definition`);
  if (error && !data) return <Problem error={error} onRetry={refetch} />;
  if (!data) return <Loading />;
  if (!mayWrite) return <ReadDefinition definition={data} />;
  if (program.status === 'cancelled') return <><Alert>The definition of a cancelled program is no longer edited.</Alert><ReadDefinition definition={data} /></>;
  return <Editor key={data.version} definition={data} isAward={program.kind === 'award'} />;
}

/** The options, which hold at once, and below them what belongs to a version. @param {{program: import('../../lib/types.js').Program}} props */
export default function Definition({ program }) {
  return (
    <>
      <OptionsCard program={program} />
      <RemindersCard program={program} />
      <Versioned program={program} />
    </>
  );
}
