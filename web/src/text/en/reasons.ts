/** Why people may look at footage, as settings of the office. */
export const reasons = {
  title: 'Reasons for looking',
  add: 'Add a reason',
  edit: 'Change the reason',
  editOf: 'Change: {{reason}}',
  up: 'Move up: {{reason}}',
  hint: 'Whoever looks chooses one of these. A look lasts {{count}} minutes (setting VIEW_MINUTES); after that the reason is asked again.',
  fixed: 'always there; also for reviewing a look',
  editHint: 'New words count from now on; old looks keep what was said then.',
  retired: 'retired',
  retire: 'Retire',
  bring: 'Offer again',
  needsLabel: 'What must be given',
  needs: { either: 'a case or a note', note: 'always a note', case: 'always a case' },
  words: { vi: 'Vietnamese', en: 'English', ru: 'Russian' },
  said: { saved: 'The reason is saved.', retired: 'The reason is retired.', back: 'The reason is offered again.' },
};
