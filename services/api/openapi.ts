import { z } from 'zod';
import { problem } from '../contracts/problem.ts';
import type { AnyRoute } from '../contracts/route.ts';
import { publicRoutes, routes } from '../contracts/routes.ts';

/** The OpenAPI 3.1 document, made from the contracts; each endpoint says who may use it. */
export function openApiDocument() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [noun, group] of Object.entries(routes)) {
    for (const [name, route] of Object.entries(group)) {
      const path = route.path.replace(/:(\w+)/g, '{$1}');
      paths[path] = { ...paths[path], [route.method]: operation(noun, name, route) };
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Minh Chứng',
      version: '1',
      description: 'Camera evidence: sessions, cases, and looks with a reason.',
    },
    paths,
    components: {
      schemas: { Problem: z.toJSONSchema(problem) },
      securitySchemes: { cookie: { type: 'apiKey', in: 'cookie', name: 'minhchung' } },
    },
    security: [{ cookie: [] }],
  };
}

function operation(noun: string, name: string, route: AnyRoute) {
  const body = toSchema(route.body, 'input');
  const answer =
    route.status === 204 ? {} : { content: { 'application/json': { schema: toSchema(route.response, 'output') } } };
  const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return {
    operationId: `${noun}.${name}`,
    tags: [noun],
    summary: route.summary,
    description: `Who may: ${route.access}.`,
    ...(publicRoutes.includes(route) ? { security: [] } : {}),
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    ...(Object.keys(body.properties ?? {}).length > 0
      ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } }
      : {}),
    responses: {
      [route.status]: { description: 'Done', ...answer },
      default: { description: 'Refused', content: problemContent },
    },
  };
}

interface ObjectSchema {
  properties?: Record<string, unknown>;
  required?: string[];
}

function toSchema(schema: z.ZodType, io: 'input' | 'output'): ObjectSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest as ObjectSchema;
}

function parameters(schema: z.ZodType, place: 'path' | 'query') {
  const { properties = {}, required = [] } = toSchema(schema, 'input');
  return Object.entries(properties).map(([name, value]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: value,
  }));
}
