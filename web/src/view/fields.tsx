import { dateInWords } from '../dates.ts';
import { useLanguage, type Language } from '../language.ts';
import type { Certificate, Report } from '../report.ts';
import { fill } from '../verdicts.ts';
import { useWords, type Words } from '../words/words.ts';

/** The fields as signed, and only where the Report vouches that they are. */
export function Fields({ report }: { report: Report }) {
  const words = useWords();
  const language = useLanguage();
  const { certificate, outcome, reason } = report;
  if (certificate === undefined) {
    return (
      <section class="card">
        <h2>{words.fields_title}</h2>
        <p class="quiet">{words.fields_none}</p>
      </section>
    );
  }
  return (
    <section class="card" data-testid="fields">
      <h2>{words.fields_title}</h2>
      {outcome !== 'valid' && (
        <p class="notice">
          {reason === 'altered'
            ? words.fields_altered
            : outcome === 'invalid'
              ? words.fields_invalid
              : words.fields_unconfirmed}
        </p>
      )}
      <dl class="fields">
        {rows(certificate, words, language).map(({ label, value, kind }) => (
          <div key={label} class={`field ${kind}`}>
            <dt>{label}</dt>
            <dd lang={kind === 'chinese' ? 'zh-CN' : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
      {outcome !== 'invalid' && <p class="compare">{words.compare_holder}</p>}
    </section>
  );
}

interface Row {
  label: string;
  value: string;
  /** `compared`: with the card in hand. `chinese`: written so on the certificate, whatever the page's language. */
  kind: 'compared' | 'chinese' | 'plain' | 'code';
}

function rows(certificate: Certificate, words: Words, language: Language): Row[] {
  const { id_kind, id_tail, training, class_hours, skill_level } = certificate;
  const id = {
    kind: words.id_kinds[id_kind] ?? words.id_kinds[9] ?? '',
    tail: id_tail,
  };
  const range = {
    first: dateInWords(training[0], language),
    last: dateInWords(training[1], language),
  };
  const hours =
    class_hours === undefined
      ? undefined
      : fill(words.class_hours_value, { hours: String(class_hours) });
  const level =
    skill_level === undefined
      ? undefined
      : (words.skill_levels[skill_level] ?? String(skill_level));
  return [
    ...row('compared', words.holder, certificate.holder),
    ...row('compared', words.id, fill(words.id_tail, id)),
    ...row('chinese', words.programme, certificate.programme),
    ...row('plain', words.training, fill(words.training_range, range)),
    ...row('chinese', words.institution, certificate.institution),
    ...row('plain', words.issued, dateInWords(certificate.issued, language)),
    ...row('code', words.number, certificate.number),
    ...row('code', words.check_code, certificate.check_code),
    ...row('chinese', words.authority, certificate.authority),
    ...row('code', words.uscc, certificate.uscc),
    ...row('plain', words.class_hours, hours),
    ...row('code', words.occupation_code, certificate.occupation_code),
    ...row('plain', words.skill_level, level),
    ...row('code', words.class_filing, certificate.class_filing),
    ...row('code', words.portrait, certificate.portrait_sha256),
  ];
}

/** Optional fields that the certificate lacks leave no row. */
function row(kind: Row['kind'], label: string, value: string | undefined): Row[] {
  return value === undefined ? [] : [{ kind, label, value }];
}
