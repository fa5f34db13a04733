import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type ESTree, parseSync } from 'vite';

const root = resolve(import.meta.dirname, '../../..');

export interface Source {
  /** From the top of the project, with `/`. */
  path: string;
  text: string;
}

/** Every file of the project that git knows or would add. */
export function projectPaths(): string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  return [...new Set(listed.split('\0'))].filter((path) => path && existsSync(join(root, path))).sort();
}

/** Files with one of these endings. */
export function sources(endings: string[]): Source[] {
  return projectPaths()
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

export interface Import {
  from: string;
  /** Path in the project, or the name of a package. */
  to: string;
  isPackage: boolean;
}

/** What a file imports or exports again, by `import()` too, types included. */
export function importsOf({ path, text }: Source): Import[] {
  const { module } = parseSync(path, text);
  const named = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => text.slice(start + 1, end - 1)),
  ];
  return [...new Set(named)].map((name) => {
    const isPackage = !name.startsWith('.');
    return { from: path, to: isPackage ? packageName(name) : join(dirname(path), name), isPackage };
  });
}

function packageName(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

export interface FunctionSize {
  where: string;
  lines: number;
}

/** Every function of a file with its length in lines, inner ones too. */
export function functionsOf({ path, text }: Source): FunctionSize[] {
  const found: FunctionSize[] = [];
  const lineAt = lineCounter(text);
  walk(parseSync(path, text).program, (node) => {
    if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) return;
    const first = lineAt(node.start);
    found.push({ where: `${path}:${first}`, lines: lineAt(node.end) - first + 1 });
  });
  return found;
}

/** Calls `visit` for each node of a parsed file. */
export function walk(node: unknown, visit: (node: ESTree.Node) => void): void {
  if (Array.isArray(node)) {
    for (const item of node) walk(item, visit);
  } else if (isNode(node)) {
    visit(node);
    for (const value of Object.values(node)) if (typeof value === 'object') walk(value, visit);
  }
}

function isNode(value: unknown): value is ESTree.Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
