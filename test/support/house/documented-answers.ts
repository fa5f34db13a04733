import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { serve } from '../../../services/api/live/upgrade.ts';
import { openApiDocument } from '../../../services/api/openapi/openapi-document.ts';

interface Documented {
  responses: Record<string, { content?: Record<string, unknown> }>;
}

/** Holds every answer of an api against the OpenAPI document: what is not written there is kept, one line each. */
export function watchAnswers() {
  const paths = openApiDocument().paths as Record<string, Record<string, Documented>>;
  const undocumented = new Set<string>();
  function watch(req: IncomingMessage & { route?: { path: unknown } }, res: ServerResponse) {
    res.once('finish', () => {
      const path = typeof req.route?.path === 'string' ? req.route.path.replace(/:(\w+)/g, '{$1}') : '';
      const operation = paths[path]?.[req.method === 'HEAD' ? 'get' : (req.method ?? '').toLowerCase()];
      if (operation && !isDocumented(operation, res))
        undocumented.add(`${req.method} ${path} answered ${res.statusCode} ${typeOf(res)}`);
    });
  }
  return {
    serve(server: Server, app: RequestListener) {
      serve(server, (req, res) => {
        watch(req, res);
        app(req, res);
      });
    },
    /** Throws when something was answered that is not written. */
    requireDocumented() {
      if (undocumented.size > 0) throw new Error(`not in the OpenAPI document: ${[...undocumented].join('; ')}`);
    },
  };
}

function isDocumented({ responses }: Documented, res: ServerResponse): boolean {
  const answer = responses[res.statusCode];
  return answer !== undefined && (answer.content === undefined || typeOf(res) in answer.content);
}

const typeOf = (res: ServerResponse) => String(res.getHeader('content-type') ?? '').split(';', 1)[0] ?? '';
