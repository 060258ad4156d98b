import { useState } from 'preact/hooks';
import type { At } from './at.ts';
import { saveAs } from './requests.ts';
import { Problem } from './says.tsx';
import { useBureauWords } from './words.ts';
import { clockSecs } from '../device/clock.ts';
import { pathUnder } from '../device/network.ts';
import { fill } from '../verdicts.ts';
import { useDoing } from '../desk/use-doing.ts';

type Listed = 'roster' | 'passed' | 'certificates';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const DAY_SECS = 86_400;
/** What the guidance asks for, as days from today; a bureau may choose others. */
const USUAL_DAYS = 7;

interface Shown {
  title: string;
  notice: { class: string; listed: Listed; institution: string; programme: string; people: { name: string; id: string; certificate?: string }[] };
  published: number;
  published_until: string | null;
}

/** Of which class, and who of it. */
interface Asked {
  class: string;
  listed: Listed;
}

/** Public notices: shown as they will be, taken as a file, and published until a day. */
export function Notices({ at }: { at: At }) {
  const words = useBureauWords();
  const [number, setNumber] = useState('');
  const [listed, setListed] = useState<Listed>('certificates');
  const [until, setUntil] = useState(dayFromNow(USUAL_DAYS));
  /** What is shown, and of which class: what is published and saved is that. */
  const [looked, setLooked] = useState<{ asked: Asked; shown: Shown } | null>(null);
  const { busy, problem, doing } = useDoing();
  const [published, setPublished] = useState(false);
  const lookAt = async (asked: Asked) => setLooked({ asked, shown: await at.registry.ask<Shown>('v1/notices/preview', asked) });
  const look = () =>
    doing(async () => {
      setPublished(false);
      await lookAt({ class: number.trim(), listed });
    });
  const submit = (event: Event) => {
    event.preventDefault();
    void look();
  };
  const download = (asked: Asked) => doing(async () => saveAs(`公示-${asked.class}.xlsx`, await at.registry.fetchFile('v1/notices/file', asked), XLSX));
  const publish = (asked: Asked, seen: number) =>
    doing(async () => {
      await at.registry.ask('v1/notices', { ...asked, seen, until });
      await lookAt(asked);
      setPublished(true);
    });
  const addressOf = (asked: Asked) => pathUnder(at.holder.authority.base_url, `v1/notices/${encodeURIComponent(asked.class)}`);
  const shown = looked?.shown ?? null;
  return (
    <section class="card">
      <h1 tabIndex={-1}>{words.notices_title}</h1>
      <p>{words.notices_lead}</p>
      <form onSubmit={submit} data-testid="notice-form">
        <div class="pair">
          <div>
            <label for="notice-class">{words.class_number}</label>
            <input id="notice-class" value={number} autocomplete="off" spellcheck={false} onInput={(event) => (setNumber(event.currentTarget.value), setLooked(null))} />
          </div>
          <div>
            <label for="notice-listed">{words.listed}</label>
            <select id="notice-listed" value={listed} onChange={(event) => (setListed(event.currentTarget.value as Listed), setLooked(null))}>
              {(['certificates', 'passed', 'roster'] as const).map((one) => (
                <option key={one} value={one}>
                  {words.listings[one]}
                </option>
              ))}
            </select>
          </div>
        </div>
        <Problem error={problem} />
        <button type="submit" class="button primary" data-testid="notice-show" aria-disabled={busy}>
          {words.notice_show}
        </button>
      </form>
      {looked !== null && shown !== null && (
        <div class="exactly" data-testid="notice">
          <h2 lang="zh-CN">{shown.title}</h2>
          <p>{fill(words.notice_people, { count: String(shown.notice.people.length), institution: shown.notice.institution })}</p>
          <div class="list" tabIndex={0} role="region" aria-label={words.exact_list}>
            <table class="rows" lang="zh-CN">
              <thead>
                <tr>
                  <th scope="col">{words.holder}</th>
                  <th scope="col">{words.id_number}</th>
                  {shown.notice.listed === 'certificates' && <th scope="col">{words.number}</th>}
                </tr>
              </thead>
              <tbody>
                {shown.notice.people.map((one, place) => (
                  <tr key={place}>
                    <th scope="row" data-label={words.holder}>
                      {one.name}
                    </th>
                    <td data-label={words.id_number} class="numbers">
                      {one.id}
                    </td>
                    {one.certificate !== undefined && (
                      <td data-label={words.number} class="numbers">
                        {one.certificate}
                      </td>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <button type="button" class="button" data-testid="notice-download" onClick={() => void download(looked.asked)}>
            {words.notice_download}
          </button>
          <div class="sure">
            <p>{words.publish_sure}</p>
            <label for="notice-until">{words.publish_until}</label>
            <input id="notice-until" type="date" value={until} min={dayFromNow(0)} onInput={(event) => setUntil(event.currentTarget.value)} />
            <button type="button" class="button primary" data-testid="notice-publish" aria-disabled={busy} onClick={() => void publish(looked.asked, shown.published)}>
              {words.publish}
            </button>
          </div>
          <p class="done" role="status">
            {published ? words.published : ''}
          </p>
          {shown.published > 0 && (
            <p>
              <a href={addressOf(looked.asked)} target="_blank" rel="noreferrer" data-testid="notice-page">
                {fill(words.published_page, { until: shown.published_until ?? '' })}
              </a>
            </p>
          )}
        </div>
      )}
    </section>
  );
}

/** A day in Beijing, as dates are written. */
const dayFromNow = (days: number): string => new Date((clockSecs() + 8 * 3600 + days * DAY_SECS) * 1000).toISOString().slice(0, 10);
