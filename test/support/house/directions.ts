/** The part of the house a file belongs to, see README "Layout". */
export function partOf(path: string): string {
  const [top, second, third] = path.split('/');
  if (top === 'services') {
    if (second === 'config.ts') return 'config';
    if (second === 'adapters') return `adapters/${third}`;
    return third === undefined ? 'base' : (second ?? 'base');
  }
  if (top === 'workers') return `workers/${second}`;
  return top ?? '';
}

const adapters = ['postgres', 'bucket', 'queue', 'video', 'relay', 'realtime', 'metrics', 'oidc', 'pdf', 'tsa'].map(
  (name) => `adapters/${name}`,
);
const low = ['contracts', 'base'];
const custody = [...low, ...adapters, 'evidence'];
const access = [...custody, 'custody'];
const recording = [...access, 'access'];
const casework = [...recording, 'recording'];
const programs = [...casework, 'casework'];

/** What each part may import beside itself. */
const mayImport: Record<string, string[]> = {
  contracts: [],
  base: ['contracts'],
  evidence: ['contracts'],
  config: low,
  ...Object.fromEntries(adapters.map((name) => [name, low])),
  custody,
  access,
  recording,
  casework,
  api: programs,
  relay: programs,
  'workers/ingest': programs,
  'workers/jobs': programs,
  web: ['contracts', 'evidence'],
  infra: [...programs, 'config'],
  test: [...programs, 'config', 'api', 'relay', 'workers/ingest', 'workers/jobs', 'web', 'infra'],
};

/** Programs, and commands a person runs: the only ones that read settings and wire. */
export const isEntry = (path: string) => /(^|\/)(main|[a-z-]+-cli)\.tsx?$/.test(path);

/** Why this import is wrong, or null. */
export function directionFault(from: string, to: string): string | null {
  if (/(^|\/)main\.tsx?$/.test(to)) return 'nobody imports a main.ts';
  const [here, there] = [partOf(from), partOf(to)];
  if (here === there) return null;
  if (there === 'config' && isEntry(from)) return null;
  const allowed = mayImport[here];
  if (!allowed) return `${here} is no known part of the house`;
  return allowed.includes(there) ? null : `${here} must not import ${there}`;
}
