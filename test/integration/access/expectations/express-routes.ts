import type { Express } from 'express';

interface Layer {
  route?: { path: string | string[]; methods: Record<string, boolean> };
  rawPath?: unknown;
  handle: { stack?: Layer[] };
}

/** Every `METHOD /path` that an Express program serves, its routers' too, in order of the alphabet. */
export function routesOf(app: Express): string[] {
  const { stack } = app.router as unknown as { stack: Layer[] };
  return [...new Set(stack.flatMap((layer) => routesUnder('', layer)))].sort();
}

function routesUnder(base: string, { route, rawPath, handle }: Layer): string[] {
  if (route) {
    const methods = Object.keys(route.methods).map((method) => method.toUpperCase());
    return [route.path].flat().flatMap((path) => methods.map((method) => `${method} ${base}${path}`));
  }
  const mounted = rawPath === '/' ? base : `${base}${rawPath}`;
  return handle.stack?.flatMap((layer) => routesUnder(mounted, layer)) ?? [];
}
