import { z } from 'zod';
import { oidcCallbackPath, oidcPath } from '../../contracts/access/account.ts';
import { type ProblemCode, problem } from '../../contracts/problem.ts';
import type { AnyRoute } from '../../contracts/route.ts';
import { publicRoutes, routes } from '../../contracts/routes.ts';
import { type FileRoute, fileParams, fileRoutes } from './file-routes.ts';
import { fileRefusals, openRefusals, refusalsOf } from './refusals.ts';

/** The OpenAPI 3.1 document, made from the contracts; each endpoint says who may use it and all that it may answer. */
export function openApiDocument() {
  const paths: Record<string, Record<string, unknown>> = { ...openPaths };
  const add = (path: string, method: string, operation: unknown) => {
    const name = path.replace(/:(\w+)/g, '{$1}');
    paths[name] = { ...paths[name], [method]: operation };
  };
  for (const [noun, group] of Object.entries(routes))
    for (const [name, route] of Object.entries(group)) add(route.path, route.method, operation(noun, name, route));
  for (const [name, route] of Object.entries(fileRoutes)) add(route.path, 'get', fileOperation(name, route));
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

const health = z.object({
  status: z.enum(['ok', 'degraded']),
  parts: z.object({ database: z.boolean(), redis: z.boolean(), bucket: z.boolean() }),
});

/** For anybody, also without a login. */
const openPaths = {
  '/api/openapi.json': { get: openOperation('system.openapi', 'This document', { 200: z.looseObject({}) }) },
  '/api/health': { get: openOperation('system.health', 'Which part is up', { 200: health, 503: health }) },
  [oidcPath]: { get: redirect('account.oidc', 'To the OpenID Connect provider, to log in there', z.object({})) },
  [oidcCallbackPath]: {
    get: redirect(
      'account.oidcCallback',
      'Back from it: to the start page, logged in; else with #login=<code of a problem>, code_needed among them',
      z.object(Object.fromEntries(['code', 'state', 'iss', 'error'].map((name) => [name, z.string().optional()]))),
    ),
  },
};

/** What a browser is sent through: no answer to read, but an address to go to. */
function redirect(operationId: string, summary: string, query: z.ZodType) {
  return {
    ...{ operationId, tags: ['account'], summary, description: 'Who may: anybody.', security: [] },
    parameters: parameters(query, 'query'),
    responses: { 302: { description: summary }, ...refused(openRefusals(['not_found'])) },
  };
}

function openOperation(operationId: string, summary: string, answers: Record<number, z.ZodType>) {
  const responses = Object.entries(answers).map(([status, schema]) => [
    status,
    { description: summary, content: { 'application/json': { schema: toSchema(schema, 'output') } } },
  ]);
  return {
    ...{ operationId, tags: ['system'], summary, description: 'Who may: anybody.', security: [] },
    responses: { ...refused(openRefusals()), ...Object.fromEntries(responses) },
  };
}

function operation(noun: string, name: string, route: AnyRoute) {
  const body = toSchema(route.body, 'input');
  const answer =
    route.status === 204 ? {} : { content: { 'application/json': { schema: toSchema(route.response, 'output') } } };
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
      ...refused(refusalsOf(`${noun}.${name}`, route)),
    },
  };
}

function fileOperation(name: string, { path, summary, access, query, answers, refuses = [] }: FileRoute) {
  const params = z.object(
    Object.fromEntries([...path.matchAll(/:(\w+)/g)].map(([, param = '']) => [param, fileParams[param] ?? z.string()])),
  );
  const done = Object.entries(answers).map(([status, type]) => [
    status,
    { description: summary, content: { [type]: { schema: {} } } },
  ]);
  return {
    ...{ operationId: name, tags: [name.split('.')[0]], summary, description: `Who may: ${access}.` },
    parameters: [...parameters(params, 'path'), ...(query ? parameters(query, 'query') : [])],
    responses: { ...Object.fromEntries(done), ...refused(fileRefusals(refuses)) },
  };
}

/** Problem documents, by status, with the codes that each may have. */
function refused(codes: Map<number, ProblemCode[]>) {
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries([...codes].map(([status, list]) => [status, { description: list.join(', '), content }]));
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
