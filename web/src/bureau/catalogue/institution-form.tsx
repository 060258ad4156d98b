import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { differences, type Described, type Difference } from './differences.ts';
import { History } from './history.tsx';
import type { Programme } from './programme.ts';
import { Review } from './review.tsx';
import { useCatalogueWords } from './words.ts';
import type { CatalogueWords } from './words-zh.ts';
import { focusWrong } from './wrong-field.ts';
import type { At } from '../at.ts';
import type { Institution } from '../requests.ts';
import { Problem } from '../says.tsx';
import { useBureauWords } from '../words.ts';
import type { BureauWords } from '../words-zh.ts';
import { fill } from '../../verdicts.ts';

type Entry = Institution['value'];

interface Props {
  at: At;
  /** As it was seen; nothing: a new one. */
  one: Institution | null;
  programmes: Pick<Programme, 'code' | 'name'>[];
  /** Institutions of the trust bundle that have no entry yet. */
  listed: { uscc: string; name: string }[];
  onSaved(said: string): void;
  onClose(): void;
}

const EMPTY: Entry = { uscc: '', address: '', kind: '', contact: '', programmes: [], standing: 'open' };

/** What the bureau keeps of an institution: edited, shown as what changes, and then saved for the version that was seen. */
export function InstitutionEditor({ at, one, programmes, listed, onSaved, onClose }: Props) {
  const [words, bureau] = [useCatalogueWords(), useBureauWords()];
  const heading = useRef<HTMLHeadingElement>(null);
  const [entry, setEntry] = useState<Entry>(one?.value ?? EMPTY);
  const [review, setReview] = useState<Difference[] | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  useLayoutEffect(() => focusWrong('institution', problem), [problem]);
  const describe = (value: Entry) => described(value, programmes, words, bureau);
  const trimmed = (): Entry => ({ ...entry, uscc: entry.uscc.trim(), address: entry.address.trim(), kind: entry.kind.trim(), contact: entry.contact.trim(), programmes: [...entry.programmes].sort() });
  const name = one?.name ?? entry.uscc;
  const show = (event: Event) => {
    event.preventDefault();
    const changes = differences(one === null ? null : describe(one.value), describe(trimmed()));
    if (changes.length === 0) return setProblem(words.nothing_changes);
    setProblem(null);
    setReview(changes);
  };
  const save = async () => {
    const { version } = await at.registry.ask<{ version: number }>('v1/institutions', { seen: one?.version ?? 0, value: trimmed() });
    onSaved(fill(words.saved, { what: name, version: String(version) }));
  };
  const back = (error: unknown = null) => {
    setReview(null);
    setProblem(error);
  };
  if (review !== null) return <Review changes={review} save={save} onBack={back} onStale={onClose} />;
  const text = (member: 'uscc' | 'address' | 'kind' | 'contact', more: object = {}) => (
    <input id={`institution-${member}`} value={entry[member]} autocomplete="off" lang="zh-CN" onInput={(event) => setEntry({ ...entry, [member]: event.currentTarget.value })} {...more} />
  );
  return (
    <form class={entry.standing === 'open' ? 'sure calm' : 'sure'} onSubmit={show} data-testid="institution-form">
      <h2 ref={heading} tabIndex={-1}>
        {one === null ? words.institution_new : fill(words.institution_change, { name })}
      </h2>
      {one === null && (
        <>
          <label for="institution-uscc">{words.uscc}</label>
          {text('uscc', { 'aria-describedby': 'institution-uscc-hint', list: 'institutions-listed' })}
          <datalist id="institutions-listed">
            {listed.map(({ uscc, name }) => (
              <option key={uscc} value={uscc}>
                {name}
              </option>
            ))}
          </datalist>
          <p id="institution-uscc-hint" class="hint">
            {words.uscc_hint}
          </p>
        </>
      )}
      <div class="pair">
        <div>
          <label for="institution-standing">{bureau.standing}</label>
          <select id="institution-standing" value={entry.standing} onChange={(event) => setEntry({ ...entry, standing: event.currentTarget.value as Entry['standing'] })}>
            {(['open', 'suspended', 'closed'] as const).map((standing) => (
              <option key={standing} value={standing}>
                {bureau.standings[standing]}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label for="institution-kind">{words.kind}</label>
          {text('kind', { list: 'institution-kinds' })}
          <datalist id="institution-kinds">
            {Object.values(words.kinds_known).map((kind) => (
              <option key={kind} value={kind} />
            ))}
          </datalist>
        </div>
      </div>
      <div class="pair">
        <div>
          <label for="institution-address">{words.address}</label>
          {text('address')}
        </div>
        <div>
          <label for="institution-contact">{words.contact}</label>
          {text('contact')}
        </div>
      </div>
      <fieldset class="roster-field" id="institution-programmes" tabIndex={-1}>
        <legend>{words.may_teach}</legend>
        <div class="checks">
          {programmes.map(({ code, name }) => (
            <label key={code} class="check-line" lang="zh-CN">
              <input
                type="checkbox"
                checked={entry.programmes.includes(code)}
                onChange={(event) => setEntry({ ...entry, programmes: event.currentTarget.checked ? [...entry.programmes, code] : entry.programmes.filter((held) => held !== code) })}
              />
              <span>
                {name}（{code}）
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {entry.standing !== 'open' && <p class="notice">{bureau.standing_sure}</p>}
      <Problem error={problem} />
      <div class="buttons">
        <button type="submit" class="button primary" data-testid="show-changes">
          {words.show_changes}
        </button>
        <button type="button" class="button" data-testid="cancel" onClick={onClose}>
          {words.cancel}
        </button>
        {one !== null && (
          <button type="button" class="button" onClick={() => at.go({ name: 'write', wanted: { status: 'revoked', selector: { institution: one.value.uscc, from: 0, until: 0 } } })}>
            {bureau.order_for_institution}
          </button>
        )}
      </div>
      {one !== null && <History at={at} of={{ institution: one.value.uscc }} version={one.version} describe={describe} />}
    </form>
  );
}

function described(value: Entry, programmes: Props['programmes'], words: CatalogueWords, bureau: BureauWords): Described {
  const named = (code: string) => {
    const name = programmes.find((one) => one.code === code)?.name;
    return name === undefined ? code : `${name}（${code}）`;
  };
  return [
    [words.uscc, value.uscc],
    [bureau.standing, bureau.standings[value.standing]],
    [words.kind, value.kind || words.none],
    [words.address, value.address || words.none],
    [words.contact, value.contact || words.none],
    [words.may_teach, value.programmes.map(named).join(words.comma) || words.none],
  ];
}
