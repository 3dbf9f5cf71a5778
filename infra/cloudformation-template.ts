/** The parts of the packaged template that this project reads. */
export interface CloudFormationTemplate {
  Resources: Record<string, Resource>;
}

export interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
}
