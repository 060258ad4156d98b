/** A programme: as the registry keeps it, as a form holds it, and in words. */
import type { Described } from './differences.ts';
import type { CatalogueWords } from './words-zh.ts';
import { dateInWords } from '../../dates.ts';
import { clockSecs } from '../../device/clock.ts';
import type { Language } from '../../language.ts';
import { fill } from '../../verdicts.ts';

export interface Programme {
  code: string;
  name: string;
  occupation_code?: string;
  occupation_edition?: number;
  class_hours: number;
  levels: number[];
  subsidy_fen?: number;
  from: string;
  until?: string;
}

export interface Versioned<T> {
  version: number;
  since: string;
  value: T;
}

/** What is typed, as it is typed. */
export interface ProgrammeForm {
  code: string;
  name: string;
  occupation_code: string;
  occupation_edition: string;
  class_hours: string;
  levels: number[];
  subsidy: string;
  from: string;
  until: string;
}

/** Today in Beijing. */
export const today = (): string => new Date((clockSecs() + 8 * 3600) * 1000).toISOString().slice(0, 10);

export type Offered = 'open' | 'soon' | 'ended';

export function offered({ from, until }: Programme, day = today()): Offered {
  if (day < from) return 'soon';
  return until !== undefined && until < day ? 'ended' : 'open';
}

const yuanOf = (fen: number): string => (fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2));

export function formOf(programme: Programme | null): ProgrammeForm {
  const text = (value: string | number | undefined) => (value === undefined ? '' : String(value));
  return {
    code: text(programme?.code),
    name: text(programme?.name),
    occupation_code: text(programme?.occupation_code),
    occupation_edition: programme === null ? '2022' : text(programme.occupation_edition),
    class_hours: text(programme?.class_hours),
    levels: programme?.levels ?? [],
    subsidy: programme?.subsidy_fen === undefined ? '' : yuanOf(programme.subsidy_fen),
    from: programme?.from ?? today(),
    until: text(programme?.until),
  };
}

/** What the form says; or the field in which no number stands. Whether it may be so, the registry says. */
export function programmeOf(form: ProgrammeForm): { programme: Programme } | { wrong: keyof ProgrammeForm } {
  const hours = whole(form.class_hours);
  if (hours === undefined) return { wrong: 'class_hours' };
  const programme: Programme = { code: form.code.trim(), name: form.name.trim(), class_hours: hours, levels: [...form.levels].sort(), from: form.from };
  if (form.occupation_code.trim() !== '') {
    programme.occupation_code = form.occupation_code.trim();
    if (form.occupation_edition.trim() !== '') {
      const edition = whole(form.occupation_edition);
      if (edition === undefined) return { wrong: 'occupation_edition' };
      programme.occupation_edition = edition;
    }
  }
  if (form.subsidy.trim() !== '') {
    const fen = fenOf(form.subsidy);
    if (fen === undefined) return { wrong: 'subsidy' };
    programme.subsidy_fen = fen;
  }
  if (form.until !== '') programme.until = form.until;
  return { programme };
}

function whole(text: string): number | undefined {
  return /^\d{1,12}$/.test(text.trim()) ? Number(text.trim()) : undefined;
}

/** 元, to the 分: no arithmetic that could lose one. */
function fenOf(text: string): number | undefined {
  const match = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(text.trim().replace(/,/g, ''));
  return match === null ? undefined : Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

export function describeProgramme(programme: Programme, words: CatalogueWords, language: Language): Described {
  const { code, name, occupation_code, occupation_edition, class_hours, levels, subsidy_fen, from, until } = programme;
  return [
    [words.code, code],
    [words.name, name],
    [words.occupation_code, occupation_code ?? words.none],
    [words.occupation_edition, occupation_edition === undefined ? words.none : String(occupation_edition)],
    [words.class_hours, String(class_hours)],
    [words.levels, levels.map((level) => words.level[level] ?? String(level)).join(words.comma) || words.none],
    [words.subsidy, subsidy_fen === undefined ? words.none : fill(words.yuan, { yuan: yuanOf(subsidy_fen) })],
    [words.from, dateInWords(from, language)],
    [words.until, until === undefined ? words.no_end : dateInWords(until, language)],
  ];
}
