import * as z from 'zod/mini';
import '../../functions/api/schemas/account.ts';
import { largestBatch } from '../../functions/api/schemas/batch.ts';
import '../../functions/api/schemas/invite.ts';
import '../../functions/api/schemas/join.ts';
import '../../functions/api/schemas/key.ts';
import { decisionDescription, decisionFields } from '../../functions/api/schemas/join-request.ts';
import '../../functions/api/schemas/operation.ts';
import {
  poolRequestDescription,
  poolRequestFields,
  takeRequestDescription,
  takeRequestFields,
} from '../../functions/api/schemas/pool.ts';
import '../../functions/api/schemas/problem.ts';
import '../../functions/api/schemas/rotation.ts';
import '../../functions/api/schemas/webhook.ts';
import { inviteRequestDescription, inviteRequestFields } from '../../functions/api/schemas/invite-request.ts';
import { linkChangeFields, linkChangesDescription } from '../../functions/api/schemas/link-changes.ts';
import {
  revokeBatchDescription,
  revokeRequestDescription,
  revokeRequestFields,
} from '../../functions/api/schemas/revoke-request.ts';
import {
  rotateRequestDescription,
  rotateRequestFields,
  rotationRequestDescription,
  rotationRequestFields,
} from '../../functions/api/schemas/rotation-request.ts';
import { syncRequestDescription, syncRequestFields } from '../../functions/api/schemas/sync-request.ts';
import { chatDecisionBody, inviteDecisionBody } from '../../functions/core/request/decision-request.ts';
import { inviteRequestBody } from '../../functions/core/request/invite-request.ts';
import { linkChangesBody } from '../../functions/core/request/link-changes.ts';
import { poolRequestBody } from '../../functions/core/request/pool-request.ts';
import { bindings, exclusions } from '../../functions/core/request/request-exclusions.ts';
import { revokeBatchBody, revokeRequestBody } from '../../functions/core/request/revoke-request.ts';
import { syncRequestBody } from '../../functions/core/request/sync-request.ts';
import { takeRequestBody } from '../../functions/core/request/take-request.ts';
import { rotateRequestBody, rotationRequestBody } from '../../functions/core/rotation/rotation-request.ts';

export type JsonSchema = Record<string, unknown>;

export function schemaRef(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** Everything under `components.schemas`: the schemas of answers and requests. */
export function makeSchemas(): Record<string, JsonSchema> {
  return {
    ...makeRequestSchemas(),
    ...makeAnswerSchemas(),
    OpenApi: { type: 'object', description: 'An OpenAPI document.', additionalProperties: true },
    GatewayMessage: {
      type: 'object',
      description: 'The answer of API Gateway to a request that it does not pass on to this API.',
      properties: { message: { type: 'string' } },
      required: ['message'],
    },
  };
}

/**
 * The named schemas of functions/api/schemas. Their import registers them in zod's registry. Objects stay open in the
 * document, so that a field can be added without breaking a client that validates.
 */
function makeAnswerSchemas(): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(z.globalRegistry, {
    uri: (id) => `#/components/schemas/${id}`,
    unrepresentable: 'throw',
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) {
        delete jsonSchema.additionalProperties;
      }
      dropLimitsOfNumbers(jsonSchema);
    },
  });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, tidy(schema)]));
}

function makeRequestSchemas(): Record<string, JsonSchema> {
  const body = makeBody(inviteRequestBody, inviteRequestFields);
  const changes = makeBody(linkChangesBody, linkChangeFields);
  return {
    RevokeRequest: {
      ...makeBody(revokeRequestBody, revokeRequestFields),
      description: revokeRequestDescription,
    },
    RevokeBatchRequest: {
      ...makeBody(revokeBatchBody, revokeRequestFields),
      description: revokeBatchDescription,
    },
    PoolRequest: {
      ...makeBody(poolRequestBody, poolRequestFields),
      description: poolRequestDescription,
      not: {
        required: ['max_age', 'template'],
        properties: { template: { required: ['subscription_pricing'] } },
      },
    },
    TakeRequest: { ...makeBody(takeRequestBody, takeRequestFields), description: takeRequestDescription },
    SyncRequest: { ...makeBody(syncRequestBody, syncRequestFields), description: syncRequestDescription },
    RotationRequest: {
      ...makeBody(rotationRequestBody, rotationRequestFields),
      description: rotationRequestDescription,
      oneOf: [{ required: ['every'] }, { required: ['cron'] }],
    },
    RotateRequest: {
      ...makeBody(rotateRequestBody, rotateRequestFields),
      description: rotateRequestDescription,
    },
    InviteDecisionRequest: {
      ...makeBody(inviteDecisionBody, decisionFields),
      description: decisionDescription,
    },
    ChatDecisionRequest: {
      ...makeBody(chatDecisionBody, decisionFields),
      description: decisionDescription,
    },
    InviteRequest: {
      ...body,
      description: inviteRequestDescription,
      allOf: [...makeExclusions(body.properties as Record<string, JsonSchema>), ...makeBindings()],
    },
    LinkChangeRequest: {
      ...changes,
      description: linkChangesDescription,
      not: { required: ['expire_date', 'expire_in'] },
    },
    BatchRequest: {
      description:
        'Either `items`: 1 to 100 requests. Or `item` and `count`: one request, and how many links to make for it. All are checked before any is stored.',
      oneOf: [
        {
          type: 'object',
          properties: {
            items: { type: 'array', minItems: 1, maxItems: largestBatch, items: schemaRef('InviteRequest') },
          },
          required: ['items'],
          additionalProperties: false,
        },
        {
          type: 'object',
          properties: {
            item: schemaRef('InviteRequest'),
            count: {
              type: 'integer',
              minimum: 1,
              maximum: largestBatch,
              description: 'How many links to make.',
            },
          },
          required: ['item', 'count'],
          additionalProperties: false,
        },
      ],
    },
  };
}

/** The schema of a request's body, with what each field means. */
function makeBody(body: z.ZodMiniType, fields: Record<string, Record<string, unknown>>): JsonSchema {
  const made = tidy(
    z.toJSONSchema(body, {
      io: 'input',
      unrepresentable: 'any',
      override: ({ jsonSchema }) => dropLimitsOfNumbers(jsonSchema),
    }),
  );
  for (const [name, schema] of Object.entries(made.properties as Record<string, JsonSchema>)) {
    const known = fields[name];
    if (known === undefined) {
      throw new TypeError(`No description of the request's field "${name}"`);
    }
    Object.assign(schema, known);
  }
  return made;
}

/** The pairs of fields that exclude each other. A flag that is false counts as absent. */
function makeExclusions(properties: Record<string, JsonSchema>): JsonSchema[] {
  function isOn(name: string) {
    return properties[name]?.type === 'boolean' ? [[name, { const: true }] as const] : [];
  }
  return exclusions.flatMap(({ field, others }) =>
    others.map((other) => {
      const flags = Object.fromEntries([field, other].flatMap(isOn));
      return {
        not: {
          required: [field, other],
          ...(Object.keys(flags).length === 0 ? {} : { properties: flags }),
        },
      };
    }),
  );
}

function makeBindings(): JsonSchema[] {
  return bindings.map(({ flag, field, fits }) => ({
    not: {
      required: [flag, field],
      properties: { [flag]: { const: true }, [field]: { not: { enum: fits } } },
    },
  }));
}

/** zod gives every whole number the range that doubles hold exactly. That range does not help a reader. */
function dropLimitsOfNumbers(schema: JsonSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) {
    delete schema.minimum;
  }
  if (schema.maximum === Number.MAX_SAFE_INTEGER) {
    delete schema.maximum;
  }
}

/** The document names the dialect once, and gives the schemas their places. */
function tidy(schema: object): JsonSchema {
  const { $schema: _$schema, $id: _$id, ...rest } = schema as JsonSchema;
  return rest;
}
