/** Who came: codes for everyone, identities one at a time. */
export const visitors = {
  title: 'Visitors',
  one: 'Citizen #{{code}}',
  none: 'No identity was written for this session yet.',
  hint: 'Identities are encrypted, are not part of the session, and cannot be found by name.',
  add: 'Add',
  addTitle: 'Write down who a visitor is',
  addHint: 'The identity is encrypted as soon as it is saved. Everywhere else the visitor is a code.',
  added: 'Saved: citizen #{{code}}.',
  open: 'Open identity',
  openOf: 'Open the identity of citizen #{{code}}',
  openHint: 'The opening is logged: who, when, why. The identity closes by itself after 60 seconds.',
  ask: 'Ask to open',
  askOf: 'Ask to open the identity of citizen #{{code}}',
  askHint:
    'Another person who knows of this session must approve. Then only you may open this one identity, once, within 24 hours.',
  send: 'Send the request',
  asked: 'The request is sent; another person must approve.',
  waits: 'waits for another person',
  openOnce: 'Open once',
  openOnceOf: 'Open the identity of citizen #{{code}} once',
  onceHint:
    'Approved until {{time}}. It opens once and closes by itself after 60 seconds; the opening is logged with the reason you gave.',
  until: 'may be opened once until {{time}}',
  approvedBy: 'approved by {{name}}',
  filmed: 'Nobody can be kept from photographing a screen; the log says who opened.',
  reason: 'Reason',
  note: 'The reason in words',
  noteHint: 'Without the name, the number of a paper or the telephone of the visitor.',
  closesIn: 'Closes in {{count}} seconds',
  correct: 'Correct',
  correctTitle: 'Correct the identity of citizen #{{code}}',
  correctHint: 'The version before stays, encrypted, beside the new one.',
  corrected: 'The correction is saved.',
  version: 'version {{version}}, {{at}}',
  wiped: 'identity wiped with the footage',
  openings: 'Who opened identities',
  noOpenings: 'Nobody opened an identity.',
  field: {
    name: 'Full name',
    birthYear: 'Year of birth',
    paper: 'Number of the paper',
    address: 'Address',
    telephone: 'Telephone',
    note: 'Note',
  },
};

/** What is recorded about whom. */
export const privacy = {
  link: 'About the recording and personal data',
  title: 'Recording and personal data',
  toLogin: 'To the login page',
  intro:
    'The rooms where citizens are received, and where officers work with others, are recorded all day in picture and sound. This page says what is recorded about whom, why, for how long, who may see it, and whom to ask.',
  what: {
    title: 'What is recorded, about whom',
    visitor: 'Visitors',
    visitorText:
      'Picture and sound in the room. Where the officer writes down who you are (name, year of birth, paper, address, telephone), that is encrypted and kept apart; everywhere else there is a code such as “citizen #A7”.',
    officer: 'Receiving officers',
    officerText:
      'Picture and sound in the room, name, beginning and end of the session, what was written and changed in the program.',
    viewer: 'Who looks',
    viewerText:
      'Name, time, station, reason, the seconds that were watched, and refusals too. Name, time and station are drawn faintly over the pictures.',
    not: 'No face recognition, no search by the name of a visitor, and no picture, sound or identity leaves the network of the office.',
  },
  why: {
    title: 'Why',
    conduct: 'So that citizens are received as the rules say: any session can be looked at again.',
    dispute: 'A dispute about a session is settled by the record, not by word against word.',
    evidence: 'A record may serve as evidence; hashes and signatures show whether it was changed.',
  },
  basis: {
    title: 'On what ground',
    named: 'Recording is done under: {{regulation}}.',
    missing:
      'The office has not named the number and date of the regulation that allows recording. It must do so before use.',
  },
  keep: {
    title: 'How long',
    held: 'The record of a case that is open, disputed or under a hold is not deleted although its time is over. When a record is destroyed, the identities of its visitors are wiped with it; hashes and the log stay.',
  },
  see: {
    title: 'Who may see it',
    officer: 'The receiving officer sees own sessions, and who looked at them.',
    chief: 'Supervisors and the Chief Inspector, when they give a reason.',
    denouncer: 'A denouncer’s session is known to the people on the case only; for everybody else it does not exist.',
    identity:
      'Who a visitor is can be opened only by the officer and the people on the case, one at a time, with a reason, on record. Other leaders must ask; once a second person has approved, it opens one time.',
    admin:
      'System administrators see no picture, hear no sound and open no identity. In an emergency, with the approval of a leader, an administrator may look at one stretch of one room, at most an hour long, without protected sessions.',
    logged: 'Each look and each refusal goes into a log that nobody can change or delete.',
    filmed: 'Filming a screen cannot be prevented; the name over the pictures tells who did it.',
  },
  rights: {
    title: 'Your rights, and whom to ask',
    told: 'To be told of the recording before the session begins.',
    copy: 'To ask in writing for a copy of your own session, with a commitment to lawful use.',
    correct: 'To have a wrong identity corrected, and a record kept while there is a dispute.',
    contact: 'Questions and requests go to: {{contact}}.',
    noContact: 'The office has not named anybody. Ask where citizens are received.',
  },
};
