import { useState } from 'preact/hooks';
import type { At } from './at.ts';
import { saveFile, zipOf } from './pdfs.ts';
import { certificates as certificatesPage, pdfOf, type Certificate } from './requests.ts';
import { useAsked } from '../desk/use-asked.ts';
import { useInstitutionWords } from './words.ts';
import { dateInWords, dayOfTimeInWords } from '../dates.ts';
import { problemInWords } from '../desk/problem-words.ts';
import { Problem } from '../desk/says.tsx';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';

/** Every certificate of the institution, newest first, with where it stands. */
export function Certificates({ at }: { at: At }) {
  const words = useInstitutionWords();
  const language = useLanguage();
  const [before, setBefore] = useState<number | undefined>(undefined);
  const [earlier, setEarlier] = useState<Certificate[]>([]);
  const [wanted, setWanted] = useState('');
  const [asked, again] = useAsked(() => certificatesPage(at.registry, before === undefined ? {} : { before }), String(before ?? ''));
  const all = asked.phase === 'there' ? [...earlier, ...asked.value.certificates] : earlier;
  const text = wanted.trim();
  const found = all.filter((one) => [one.holder, one.number, one.programme, one.class ?? ''].some((value) => value.includes(text)));
  const refresh = () => {
    setEarlier([]);
    setBefore(undefined);
    again();
  };
  return (
    <section class="card" aria-busy={asked.phase === 'asking'}>
      <div class="head">
        <h1 tabIndex={-1}>{words.certificates_title}</h1>
        <button type="button" class="button small" data-testid="refresh" onClick={refresh}>
          {words.refresh}
        </button>
      </div>
      <Problem error={asked.phase === 'failed' ? asked.error : null} />
      {asked.phase === 'asking' && <p role="status">{words.loading}</p>}
      {asked.phase === 'there' && all.length === 0 && <p>{words.certificates_none}</p>}
      {all.length > 0 && (
        <>
          <label for="certificate-filter">{words.certificates_search}</label>
          <input id="certificate-filter" type="search" data-testid="filter" value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} />
          <p class="hint" role="status">
            {fill(words.shown_of, { shown: String(found.length), all: String(all.length) })}
          </p>
          <DownloadAll at={at} certificates={found} name={words.certificates_title} />
          <table class="rows" data-testid="certificates">
            <thead>
              <tr>
                <th scope="col">{words.name}</th>
                <th scope="col">{words.programme}</th>
                <th scope="col">{words.issued_on}</th>
                <th scope="col">{words.certificate}</th>
              </tr>
            </thead>
            <tbody>
              {found.map((one) => (
                <tr key={one.number} data-number={one.number} data-status={one.status}>
                  <th scope="row" data-label={words.name}>
                    <span lang="zh-CN">{one.holder}</span> <code>…{one.id_tail}</code>
                  </th>
                  <td data-label={words.programme} lang="zh-CN">
                    {one.programme}
                  </td>
                  <td data-label={words.issued_on}>{dateInWords(one.issued, language)}</td>
                  <td data-label={words.certificate}>
                    <StatusWords at={at} certificate={one} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {asked.phase === 'there' && asked.value.more > 0 && (
            <button
              type="button"
              class="button"
              onClick={() => {
                setEarlier(all);
                setBefore(all[all.length - 1]?.leaf);
              }}
            >
              {fill(words.more, { count: String(asked.value.more) })}
            </button>
          )}
        </>
      )}
    </section>
  );
}

/** A certificate's number and state in words, and its PDF. */
export function StatusWords({ at, certificate }: { at: At; certificate: Certificate }) {
  const words = useInstitutionWords();
  const language = useLanguage();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { number, status, since, reason, correction_waits } = certificate;
  const download = async () => {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      saveFile(await pdfOf(at.registry, number), `${number}.pdf`, 'application/pdf');
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  return (
    <div class="certificate" data-testid="certificate" data-number={number} data-status={status}>
      <span class="numbers">{number}</span>
      <span class={`state state-${status}`}>{words.statuses[status]}</span>
      {since !== null && status !== 'valid' && (
        <span class="state-why">
          {fill(words.status_since, { time: dayOfTimeInWords(since, language), reason: words.reasons[reason ?? 'other'] ?? '' })}
        </span>
      )}
      {correction_waits && <span class="state state-waiting">{words.correction_waits}</span>}
      <button type="button" class="button small" data-testid="download" aria-label={`${words.download} ${number}`} aria-disabled={busy} onClick={() => void download()}>
        {busy ? words.downloading : words.download}
      </button>
      <Problem error={error} testId="download-problem" />
    </div>
  );
}

/** All of these as one archive; one that cannot be made stops no other. */
export function DownloadAll({ at, certificates, name }: { at: At; certificates: Certificate[]; name: string }) {
  const words = useInstitutionWords();
  const language = useLanguage();
  const [says, setSays] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const count = String(certificates.length);
  const download = async () => {
    if (busy || certificates.length === 0) return;
    setBusy(true);
    setProblem('');
    const files: [string, Uint8Array][] = [];
    const failed: unknown[] = [];
    for (const { number, holder } of certificates) {
      setSays(fill(words.downloading_all, { done: String(files.length + failed.length), all: count }));
      try {
        files.push([`${number} ${holder}.pdf`, await pdfOf(at.registry, number)]);
      } catch (error) {
        failed.push(error);
      }
    }
    if (files.length > 0) saveFile(zipOf(files), `${name}.zip`, 'application/zip');
    setSays(fill(words.downloaded_all, { count: String(files.length) }));
    if (failed.length > 0) setProblem(fill(words.download_failed, { failed: String(failed.length), why: problemInWords(failed[0], language) }));
    setBusy(false);
  };
  return (
    <div class="download-all">
      <button type="button" class="button" data-testid="download-all" aria-disabled={busy} onClick={() => void download()}>
        {fill(words.download_all, { count })}
      </button>
      <p role="status" data-testid="download-says">
        {says}
      </p>
      <p class="problem" role="alert">
        {problem}
      </p>
    </div>
  );
}
