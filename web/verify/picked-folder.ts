import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { EvidenceFolder } from '../../services/evidence/evidence-folder.ts';

/** A file and where it lies in the folder, with '/'. */
export interface PickedFile {
  path: string;
  file: File;
}

/** The files of a folder input, below the folder itself. */
export function pickedFiles(input: HTMLInputElement): PickedFile[] {
  return [...(input.files ?? [])].map((file) => ({ path: belowFolder(file.webkitRelativePath), file }));
}

const belowFolder = (path: string) => path.split('/').slice(1).join('/');

/** The files of a folder that was dropped. */
export async function droppedFiles(data: DataTransfer): Promise<PickedFile[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const found = await Promise.all(entries.map(filesBelow));
  const files = found.flat();
  // A folder, or all that is in it.
  const isOneFolder = entries.length === 1 && entries[0]?.isDirectory === true;
  return isOneFolder ? files.map(({ path, file }) => ({ path: belowFolder(path), file })) : files;
}

async function filesBelow(entry: FileSystemEntry): Promise<PickedFile[]> {
  const path = entry.fullPath.replace(/^\//, '');
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    found.push(...some);
  }
  return (await Promise.all(found.map(filesBelow))).flat();
}

/** The picked files as the verifier reads a folder. Files are hashed in pieces: one may be larger than memory. */
export function asFolder(files: readonly PickedFile[]): EvidenceFolder {
  const byPath = new Map(files.map(({ path, file }) => [path, file]));
  const fileAt = (path: string) => {
    const file = byPath.get(path);
    if (!file) throw new RangeError(`there is no file ${path}`);
    return file;
  };
  return {
    paths: [...byPath.keys()].sort(),
    read: async (path) => new Uint8Array(await fileAt(path).arrayBuffer()),
    hash: async (path) => {
      const hash = sha256.create();
      const reader = fileAt(path).stream().getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) hash.update(part.value);
      return { bytes: fileAt(path).size, sha256: bytesToHex(hash.digest()) };
    },
  };
}
