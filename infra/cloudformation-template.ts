/** What the packaging writes, as far as it is read here. */
export interface CloudFormationTemplate {
  Resources: Record<string, Resource>;
}

export interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
}
