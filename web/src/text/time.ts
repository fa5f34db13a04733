/** Times as the office reads them: UTC+7, dd/MM/yyyy, whatever the machine's own zone is. Vietnam has no summer time. */
const offsetMs = 7 * 3_600_000;

type Instant = string | number | Date;

function wall(instant: Instant): string {
  return new Date(new Date(instant).getTime() + offsetMs).toISOString();
}

/** `24/11/2026` */
export function formatDate(instant: Instant): string {
  const text = wall(instant);
  return `${text.slice(8, 10)}/${text.slice(5, 7)}/${text.slice(0, 4)}`;
}

/** `14:02` */
export function formatMinute(instant: Instant): string {
  return wall(instant).slice(11, 16);
}

/** `14:02:07` */
export function formatTime(instant: Instant): string {
  return wall(instant).slice(11, 19);
}

/** `14:02:07.480` */
export function formatExact(instant: Instant): string {
  return wall(instant).slice(11, 23);
}

/** `24/11/2026 14:02:07` */
export function formatDateTime(instant: Instant): string {
  return `${formatDate(instant)} ${formatTime(instant)}`;
}

/** An instant as short as it can be said: `14:02:07` today, `24/11/2026 14:02:07` before. */
export function formatSince(instant: string): string {
  return formatDate(instant) === formatDate(Date.now()) ? formatTime(instant) : formatDateTime(instant);
}

export interface UnitWords {
  hour: string;
  minute: string;
  second: string;
}

/** A length in words: `35 phút`, `1 giờ 05 phút`, `42 giây`. Whole units, the smaller one only where it says something. */
export function formatDuration(seconds: number, words: UnitWords): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} ${words.second}`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 10 && whole % 60 > 0) return `${minutes} ${words.minute} ${two(whole % 60)} ${words.second}`;
  if (minutes < 60) return `${minutes} ${words.minute}`;
  const rest = minutes % 60;
  return rest === 0
    ? `${minutes / 60} ${words.hour}`
    : `${Math.floor(minutes / 60)} ${words.hour} ${two(rest)} ${words.minute}`;
}

/** A running clock: `0:42`, `12:07`, `1:05:09`. */
export function formatElapsed(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** What date pickers hold (`2026-11-24 14:02:07`, wall time in Vietnam) for an instant. */
export function toPicker(instant: Instant): string {
  return wall(instant).slice(0, 19).replace('T', ' ');
}

/** The instant of a date picker's wall time; a date alone means its midnight. */
export function fromPicker(value: string): string {
  const [date = '', time = '00:00:00'] = value.split(' ');
  return new Date(`${date}T${time}+07:00`).toISOString();
}

/** Midnight in Vietnam that began the day of an instant, moved by whole days. */
export function dayStart(instant: Instant, plusDays = 0): string {
  return new Date(Date.parse(fromPicker(toPicker(instant).slice(0, 10))) + plusDays * 86_400_000).toISOString();
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
