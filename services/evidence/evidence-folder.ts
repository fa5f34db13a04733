/** The files of a folder, wherever it lies. Paths are relative, with '/'. */
export interface EvidenceFolder {
  paths: readonly string[];
  read: (path: string) => Promise<Uint8Array>;
  hash: (path: string) => Promise<FileHash>;
}

export interface FileHash {
  bytes: number;
  /** Hex. */
  sha256: string;
}
