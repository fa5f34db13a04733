/** What may differ between rows, bucket and spool. */
export const differenceKinds = {
  row_without_object: 'the row names footage that the store does not have',
  audio_without_object: 'the picture is there, its sound is not',
  object_without_row: 'footage in the store that no row names',
  returned: 'the row says missing, the footage is there',
  size_differs: 'the object has another size than the row says',
  altered: 'the object has other bytes than the row says',
  unreadable: 'footage that no row names and that cannot be read back',
  conflict: 'footage that no row names, of a time that other footage has',
  not_removed: 'footage that was destroyed by its row lies in the store',
  hidden: 'a delete marker lies over the object',
  foreign_version: 'a version that no row names',
  foreign_object: 'an object that is none of ours',
  document_without_row:
    'a manifest or other document that no row names: a try that died left it, or it is none of ours',
  document_without_object: 'a manifest, or a head of the audit log, that the store does not have',
  spool_unreadable: 'a file in the spool that cannot be read; a worker that starts there puts it into quarantine',
  spool_altered: 'footage in the spool that has other bytes than when it was recorded',
  quarantine_unlisted: 'a file in quarantine that the database does not list',
  quarantine_gone: 'a file that the database lists is not in quarantine any more',
} as const;

export type DifferenceKind = keyof typeof differenceKinds;

export interface Difference {
  kind: DifferenceKind;
  /** The object's key, or where the file lies below the spool or its quarantine. */
  key: string;
  versionId: string | null;
  /** Whether `--repair` has put it right. */
  mended: boolean;
}
