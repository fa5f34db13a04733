import { z } from 'zod';

const memory = 'minhchung.replay';
const layout = z.object({ main: z.string(), layout: z.enum(['large', 'grid']) });
export type Layout = z.infer<typeof layout>;

/** How this browser last arranged these cameras; null when it has not, or they are others. */
export function rememberedLayout(cameraIds: readonly string[]): Layout | null {
  const text = localStorage.getItem(memory);
  if (text === null) return null;
  const { data } = layout.safeParse(JSON.parse(text));
  return data && cameraIds.includes(data.main) ? data : null;
}

export function rememberLayout({ main, layout }: Layout): void {
  localStorage.setItem(memory, JSON.stringify({ main, layout }));
}
