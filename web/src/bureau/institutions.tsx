import { useState } from 'preact/hooks';
import type { At } from './at.ts';
import { fetchNewest } from './bundle/draft.ts';
import { Edition } from './catalogue/edition.tsx';
import { InstitutionEditor } from './catalogue/institution-form.tsx';
import { useCatalogueWords } from './catalogue/words.ts';
import type { Institution } from './requests.ts';
import { Problem } from './says.tsx';
import { useBureauWords } from './words.ts';
import { useAsked } from '../desk/use-asked.ts';
import { fill } from '../verdicts.ts';

interface Programme {
  value: { code: string; name: string };
}

interface Answer {
  institutions: Institution[];
  version: number;
  changed: string | null;
}

/** The institutions of the catalogue: where each is, what it may teach, and whether it may file classes. */
export function Institutions({ at }: { at: At }) {
  const [words, catalogue] = [useBureauWords(), useCatalogueWords()];
  const [asked, again] = useAsked(async () => {
    const [{ shown: bundle }, answer, { programmes }] = await Promise.all([
      fetchNewest(at),
      at.registry.read<Answer>('v1/institutions'),
      at.registry.read<{ programmes: Programme[] }>('v1/programmes'),
    ]);
    const isNew = ({ uscc }: { uscc: string }) => !answer.institutions.some(({ value }) => value.uscc === uscc);
    return { ...answer, listed: bundle.institutions.filter(isNew), programmes: programmes.map(({ value }) => value) };
  }, 'institutions');
  const [open, setOpen] = useState<{ one: Institution | null } | null>(null);
  const [said, setSaid] = useState('');
  const shown = asked.value;
  const close = (text = '') => {
    setOpen(null);
    setSaid(text);
    again();
    document.querySelector<HTMLElement>('main h1')?.focus();
  };
  const begin = (one: Institution | null) => {
    setSaid('');
    setOpen({ one });
  };
  return (
    <section class="card" aria-busy={asked.phase === 'asking'}>
      <div class="head">
        <h1 tabIndex={-1}>{words.institutions_title}</h1>
        <button type="button" class="button small" onClick={again}>
          {words.refresh}
        </button>
        <button type="button" class="button primary small" data-testid="institution-new" onClick={() => begin(null)}>
          {catalogue.institution_new}
        </button>
      </div>
      <p>{words.institutions_lead}</p>
      {shown !== undefined && <Edition at={at} name="institutions" version={shown.version} changed={shown.changed} />}
      <p class="done" role="status" data-testid="saved">
        {said}
      </p>
      <Problem error={asked.phase === 'failed' ? asked.error : null} />
      {shown !== undefined && open !== null && (
        <InstitutionEditor
          key={`${open.one?.value.uscc ?? ''} ${open.one?.version ?? 0}`}
          at={at}
          one={open.one}
          programmes={shown.programmes}
          listed={shown.listed}
          onSaved={close}
          onClose={() => close()}
        />
      )}
      {shown !== undefined && shown.institutions.length === 0 && <p>{words.institutions_none}</p>}
      {shown !== undefined && shown.institutions.length > 0 && (
        <table class="rows" data-testid="institutions">
          <thead>
            <tr>
              <th scope="col">{words.institution}</th>
              <th scope="col">{words.standing}</th>
              <th scope="col">{words.programmes}</th>
              <th scope="col">{words.keys}</th>
              <th scope="col">{words.change}</th>
            </tr>
          </thead>
          <tbody>
            {shown.institutions.map((one) => (
              <tr key={one.value.uscc} data-uscc={one.value.uscc}>
                <th scope="row" data-label={words.institution} lang="zh-CN">
                  {one.name ?? words.not_listed} <span class="quiet numbers">{one.value.uscc}</span>
                </th>
                <td data-label={words.standing}>
                  <span class={`state state-${one.value.standing === 'open' ? 'accepted' : 'suspended'}`}>{words.standings[one.value.standing]}</span>
                </td>
                <td data-label={words.programmes} lang="zh-CN">
                  {one.value.programmes.map((code) => shown.programmes.find((held) => held.code === code)?.name ?? code).join('、')}
                </td>
                <td data-label={words.keys}>{fill(words.keys_count, { count: String(one.keys.length) })}</td>
                <td data-label={words.change}>
                  <button type="button" class="button small" onClick={() => begin(one)}>
                    {words.change}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
