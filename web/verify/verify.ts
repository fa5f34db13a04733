import { type Report, verifyFolder } from '../../services/evidence/verify-folder.ts';
import { words } from '../../services/evidence/words/finding-words.ts';
import { terms as en } from '../src/text/en/terms.ts';
import { terms as ru } from '../src/text/ru/terms.ts';
import { formatDateTime, formatTime } from '../src/text/time.ts';
import { terms as vi } from '../src/text/vi/terms.ts';
import { element, type Part } from './element.ts';
import { asFolder, droppedFiles, type PickedFile, pickedFiles } from './picked-folder.ts';
import './verify.css';
import { pageTexts } from './texts.ts';

type Language = keyof typeof pageTexts;

const terms = { vi, en, ru };

let language: Language = 'vi';
let known = '';

const page = document.getElementById('page') ?? document.body;
start();

/** The first page: what this is, the key, the folder. */
function start() {
  const texts = pageTexts[language];
  document.documentElement.lang = language;
  document.title = texts.title;
  const input = element('input', { type: 'file', id: 'folder', webkitdirectory: '', hidden: '' });
  input.addEventListener('change', () => void check(pickedFiles(input)));
  const choose = element('button', { type: 'button', class: 'primary' }, texts.choose);
  choose.addEventListener('click', () => input.click());
  const drop = element('section', { class: 'drop' }, choose, element('p', { class: 'dim' }, texts.drop), input);
  drop.addEventListener('dragover', (event) => event.preventDefault());
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    if (event.dataTransfer) void droppedFiles(event.dataTransfer).then(check, fail);
  });
  show(
    element('header', {}, element('h1', {}, texts.title), languageChoice()),
    element('p', {}, texts.intro),
    keyField(),
    drop,
  );
}

function languageChoice(): HTMLElement {
  const select = element('select', { 'aria-label': pageTexts[language].language });
  for (const [value, name] of Object.entries({ vi: 'Tiếng Việt', en: 'English', ru: 'Русский' })) {
    select.append(element('option', { value, ...(value === language ? { selected: '' } : {}) }, name));
  }
  select.addEventListener('change', () => {
    language = select.value as Language;
    start();
  });
  return select;
}

function keyField(): HTMLElement {
  const texts = pageTexts[language];
  const input = element('input', { id: 'key', type: 'text', spellcheck: 'false', autocomplete: 'off', value: known });
  const hint = element('p', { class: 'dim', id: 'key-hint' }, texts.keyHint);
  input.setAttribute('aria-describedby', 'key-hint');
  input.addEventListener('input', () => {
    known = input.value.trim().toLowerCase();
    const isBad = known !== '' && !isFingerprint(known);
    hint.textContent = isBad ? texts.keyBad : texts.keyHint;
    input.setAttribute('aria-invalid', String(isBad));
  });
  return element('div', { class: 'field' }, element('label', { for: 'key' }, texts.key), input, hint);
}

const isFingerprint = (text: string) => /^[0-9a-f]{64}$/.test(text);

async function check(files: readonly PickedFile[]) {
  if (files.length === 0) return;
  const texts = pageTexts[language];
  const status = element('p', { role: 'status' });
  show(element('header', {}, element('h1', {}, texts.title)), status);
  let done = 0;
  const onFile = () => {
    done += 1;
    status.textContent = texts.checking.replace('{done}', String(done)).replace('{all}', String(files.length));
  };
  try {
    const knownKeys = isFingerprint(known) ? [known] : [];
    showReport(await verifyFolder(asFolder(files), { knownKeys, onFile }));
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown) {
  const message = error instanceof Error ? error.message : String(error);
  show(element('h1', {}, pageTexts[language].failed), element('p', { role: 'alert' }, message), again());
}

function showReport({ verdict, findings, clips, signedBy, auditEntries, timeStamps }: Report) {
  const [texts, said] = [pageTexts[language], words[language]];
  const result = element('h1', { id: 'verdict', class: verdict, 'data-verdict': verdict }, said.verdict[verdict]);
  const found = findings.map(({ kind, where }) =>
    element('li', { 'data-kind': kind }, said.finding[kind], element('code', {}, where)),
  );
  show(
    result,
    element('h2', {}, texts.found),
    found.length === 0 ? element('p', {}, texts.nothingFound) : element('ul', { class: 'found' }, ...found),
    element('h2', {}, texts.clips),
    ...clips.map(clipPart),
    element('h2', {}, texts.signedBy),
    ...signedBy.map((key) => element('p', {}, element('code', {}, key))),
    element('p', { class: 'dim' }, `${texts.audit}: ${auditEntries}`),
    timeStamps > 0 ? element('p', { class: 'dim' }, `${texts.timeStamps}: ${timeStamps}`) : '',
    again(),
  );
  result.tabIndex = -1;
  result.focus();
}

function clipPart({ room, camera, from, to, gaps, version }: Report['clips'][number]): HTMLElement {
  const texts = pageTexts[language];
  const listed = gaps.map((gap) =>
    element('li', {}, `${formatTime(gap.from)} – ${formatTime(gap.to)}: ${terms[language].gapCause[gap.cause]}`),
  );
  return element(
    'section',
    { class: 'clip' },
    element('h3', {}, `${room} / ${camera}`),
    element('p', {}, `${formatDateTime(from)} – ${formatDateTime(to)} (UTC+7) · v${version}`),
    element('p', { class: 'dim' }, gaps.length === 0 ? texts.noGaps : texts.gaps),
    element('ul', {}, ...listed),
  );
}

function again(): HTMLElement {
  const button = element('button', { type: 'button' }, pageTexts[language].again);
  button.addEventListener('click', start);
  return button;
}

function show(...parts: Part[]) {
  page.replaceChildren(...parts);
}
