import type { CloudFormationTemplate } from '../../../infra/cloudformation-template.ts';

/** The template of a system in which nothing runs by itself: neither the mappings nor the sweeper. */
export function withoutTriggers(template: CloudFormationTemplate): CloudFormationTemplate {
  const triggers = ['AWS::Lambda::EventSourceMapping', 'AWS::Events::Rule'];
  const kept = Object.entries(template.Resources).filter(([, { Type }]) => !triggers.includes(Type));
  return { ...template, Resources: Object.fromEntries(kept) };
}
