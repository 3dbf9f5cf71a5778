/** The parts of the packaged template that this project reads. */
export interface CloudFormationTemplate {
  Resources: Record<string, Resource>;
}

export interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
}

/** The properties of a resource, as they are packaged. */
export function propertiesOf(
  { Resources }: CloudFormationTemplate,
  logicalId: string,
): Record<string, unknown> {
  return Resources[logicalId]?.Properties ?? {};
}

/** The environment variables of a function. What only CloudFormation knows is an object. */
export function variablesOf(template: CloudFormationTemplate, logicalId: string): Record<string, unknown> {
  return (propertiesOf(template, logicalId).Environment as { Variables: Record<string, unknown> }).Variables;
}
