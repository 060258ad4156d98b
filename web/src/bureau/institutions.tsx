import { useState } from 'preact/hooks';
import type { At } from './app.tsx';
import type { Institution } from './requests.ts';
import { Problem } from './says.tsx';
import { useBureauWords } from './words.ts';
import { useAsked } from '../desk/use-asked.ts';
import { fill } from '../verdicts.ts';

interface Programme {
  value: { code: string; name: string };
}

/** The institutions of the catalogue: what each may teach, and whether it may file classes. */
export function Institutions({ at }: { at: At }) {
  const words = useBureauWords();
  const [asked, again] = useAsked(async () => {
    const [{ institutions }, { programmes }] = await Promise.all([
      at.registry.read<{ institutions: Institution[] }>('v1/institutions'),
      at.registry.read<{ programmes: Programme[] }>('v1/programmes'),
    ]);
    return { institutions, programmes };
  }, 'institutions');
  const [open, setOpen] = useState<string | null>(null);
  const shown = asked.value;
  return (
    <section class="card" aria-busy={asked.phase === 'asking'}>
      <div class="head">
        <h1 tabIndex={-1}>{words.institutions_title}</h1>
        <button type="button" class="button small" onClick={again}>
          {words.refresh}
        </button>
      </div>
      <p>{words.institutions_lead}</p>
      <Problem error={asked.phase === 'failed' ? asked.error : null} />
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
                  {one.value.programmes.map((code) => shown.programmes.find(({ value }) => value.code === code)?.value.name ?? code).join('、')}
                </td>
                <td data-label={words.keys}>{fill(words.keys_count, { count: String(one.keys.length) })}</td>
                <td data-label={words.change}>
                  <button type="button" class="button small" aria-expanded={open === one.value.uscc} onClick={() => setOpen(open === one.value.uscc ? null : one.value.uscc)}>
                    {words.change}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {shown?.institutions
        .filter((one) => one.value.uscc === open)
        .map((one) => (
          <Change key={`${one.value.uscc} ${one.version}`} at={at} one={one} programmes={shown.programmes} onChanged={() => (setOpen(null), again())} />
        ))}
    </section>
  );
}

function Change({ at, one, programmes, onChanged }: { at: At; one: Institution; programmes: Programme[]; onChanged(): void }) {
  const words = useBureauWords();
  const [standing, setStanding] = useState(one.value.standing);
  const [codes, setCodes] = useState(one.value.programmes);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await at.registry.ask('v1/institutions', { seen: one.version, value: { ...one.value, standing, programmes: [...codes].sort() } });
      onChanged();
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  return (
    <form class={standing === 'open' ? 'sure calm' : 'sure'} onSubmit={(event) => void submit(event)} data-testid="institution-form">
      <h2 lang="zh-CN">{one.name ?? one.value.uscc}</h2>
      <label for="institution-standing">{words.standing}</label>
      <select id="institution-standing" value={standing} onChange={(event) => setStanding(event.currentTarget.value as typeof standing)}>
        {(['open', 'suspended', 'closed'] as const).map((name) => (
          <option key={name} value={name}>
            {words.standings[name]}
          </option>
        ))}
      </select>
      <fieldset class="roster-field">
        <legend>{words.programmes}</legend>
        {programmes.map(({ value: { code, name } }) => (
          <label key={code} class="check-line" lang="zh-CN">
            <input type="checkbox" checked={codes.includes(code)} onChange={(event) => setCodes(event.currentTarget.checked ? [...codes, code] : codes.filter((one) => one !== code))} />
            <span>
              {name}（{code}）
            </span>
          </label>
        ))}
      </fieldset>
      {standing !== 'open' && <p class="notice">{words.standing_sure}</p>}
      <Problem error={problem} />
      <div class="buttons">
        <button type="submit" class="button primary" aria-disabled={busy} data-testid="institution-save">
          {words.save}
        </button>
        <button type="button" class="button" onClick={() => at.go({ name: 'write', wanted: { status: 'revoked', selector: { institution: one.value.uscc, from: 0, until: 0 } } })}>
          {words.order_for_institution}
        </button>
      </div>
    </form>
  );
}
