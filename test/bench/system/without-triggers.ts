import type { CloudFormationTemplate } from '../../../infra/cloudformation-template.ts';

/** The template without triggers: no mappings and no sweeper. */
export function withoutTriggers(template: CloudFormationTemplate): CloudFormationTemplate {
  const triggers = ['AWS::Lambda::EventSourceMapping', 'AWS::Events::Rule'];
  const kept = Object.entries(template.Resources).filter(([, { Type }]) => !triggers.includes(Type));
  return { ...template, Resources: Object.fromEntries(kept) };
}
