import { ApiProblem, problemOf } from './api-problem.ts';

/**
 * Fetches a file that is made when it is asked for and has the browser save it; a plain link would save a refusal as the file.
 * @throws ApiProblem
 */
export async function saveFile(address: string, name: string): Promise<void> {
  const response = await fetch(address, { credentials: 'same-origin' }).catch(() => {
    throw new ApiProblem('offline', 'The server does not answer');
  });
  if (!response.ok) throw await problemOf(response);
  saveBlob(await response.blob(), name);
}

/** Has the browser save what the page made itself. */
export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
