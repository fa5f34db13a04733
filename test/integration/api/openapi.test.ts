import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../../services/api/app.ts';
import { refusedByName } from '../../../services/api/openapi/refusals.ts';
import { routes } from '../../../services/contracts/routes.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { routesOf } from '../access/expectations/express-routes.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

interface Operation {
  operationId: string;
  summary: string;
  description: string;
  parameters: { name: string; in: string }[];
  responses: Record<string, unknown>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
}

async function readDocument(): Promise<Document> {
  const answer = await api.stranger().request('/api/openapi.json');
  return (await answer.json()) as Document;
}

test('every contract stands in the document, with who may use it and how it refuses', async () => {
  const document = await readDocument();
  expect(document.openapi).toBe('3.1.0');
  for (const [noun, group] of Object.entries(routes)) {
    for (const [name, route] of Object.entries(group)) {
      const path = route.path.replace(/:(\w+)/g, '{$1}');
      const operation = document.paths[path]?.[route.method];
      expect(operation?.operationId).toBe(`${noun}.${name}`);
      expect(operation?.description).toContain(route.access);
      expect(Object.keys(operation?.responses ?? {})).toContain(String(route.status));
      expect(JSON.stringify(operation?.responses)).toContain('application/problem+json');
      const inPath = operation?.parameters.filter((one) => one.in === 'path').map((one) => one.name) ?? [];
      expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter));
    }
  }
});

test('every reference leads somewhere and every name is there once', async () => {
  const document = await readDocument();
  const text = JSON.stringify(document);
  for (const [, pointer = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const found = pointer.split('/').reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document);
    expect(found, pointer).toBeDefined();
  }
  const names = Object.values(document.paths).flatMap((path) => Object.values(path).map((one) => one.operationId));
  expect(new Set(names).size).toBe(names.length);
});

test('every address under /api stands in the document, and only those', async () => {
  const { paths } = await readDocument();
  const written = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  expect(written.sort()).toEqual(routesOf(createApp(api.deps)).filter((route) => route.includes(' /api/')));
});

test('every status is written down by itself, and every refusal belongs to an operation', async () => {
  const { paths } = await readDocument();
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  expect(operations.filter(({ responses }) => 'default' in responses)).toEqual([]);
  const names = new Set(operations.map(({ operationId }) => operationId));
  expect(refusedByName.filter((name) => !names.has(name))).toEqual([]);
});
