import { number, period, plural } from '../../lib/format.js';
import { creditsAsked } from '../../lib/requirement.js';
import { COMPONENT_KIND } from '../../lib/words.js';
import { DefinitionList } from '../../ui/definition-list/DefinitionList.jsx';
import { Section } from '../../ui/section/Section.jsx';

/** @param {import('../../lib/types.js').DefinitionRequirement} requirement */
export function requirementFacts(requirement) {
  return [
    requirement.component_kind && COMPONENT_KIND[requirement.component_kind],
    requirement.needs_grade && (requirement.pass_grade === null ? 'needs a grade' : `pass mark ${number(requirement.pass_grade)}`),
    requirement.min_credits && `met by ${creditsAsked(requirement)}`,
    requirement.needs_approval && 'needs approval',
    requirement.needs_file && 'needs a file',
  ].filter(Boolean).join(' · ');
}

/** The definition for people who may only read it. @param {{definition: import('../../lib/types.js').Definition}} props */
export function ReadDefinition({ definition }) {
  return (
    <>
      <DefinitionList isRow items={[
        { label: 'Version', value: definition.version },
        { label: 'Completion period', value: period(definition.completion_period) },
        { label: 'Grace period', value: period(definition.grace_period) },
        { label: 'Order', value: definition.in_order ? 'Requirements in order' : 'In any order' },
        { label: 'Program completion', value: definition.requires_approval ? 'Needs approval' : 'Earned at once' },
        { label: 'Designation', value: definition.designation },
        { label: 'Certificate', value: definition.certificate_template_name },
        { label: 'Certificate validity', value: definition.certificate_validity && period(definition.certificate_validity) },
      ]}
      />
      {definition.stages.map((stage) => (
        <Section key={stage.title} title={stage.title} hint={stage.needed === 'all' ? 'All are required' : `Any ${number(stage.needed)} of ${plural(stage.requirements.length, 'requirement')}`} isCard>
          <ul className="stack-small">
            {stage.requirements.map((requirement) => (
              <li key={requirement.id}><strong>{requirement.title}</strong><span className="cell-sub">{requirementFacts(requirement)}</span></li>
            ))}
          </ul>
        </Section>
      ))}
    </>
  );
}
