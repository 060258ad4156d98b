import { useState } from 'preact/hooks';
import type { BundleShown, Change } from './draft.ts';
import { useBundleWords } from './words.ts';
import type { BundleWords } from './words-zh.ts';
import { today } from '../catalogue/programme.ts';
import { Problem } from '../says.tsx';
import { fill } from '../../verdicts.ts';

const KINDS = ['issuer-key', 'end-key', 'institution', 'officer', 'officer-key'] as const;
type Kind = (typeof KINDS)[number];

/** A public half has some hundred bytes; more is another file. */
const PEM_BYTES = 16_384;

type Typed = Record<'holder' | 'uscc' | 'name' | 'named_from' | 'number' | 'contact' | 'staff_code' | 'person' | 'may', string>;
const empty = (): Typed => ({ holder: '', uscc: '', name: '', named_from: today(), number: '', contact: '', staff_code: '', person: '', may: 'order,approve' });

/** One change more: of what kind, of whom, with which key. */
export function ChangeForm({ shown, add }: { shown: BundleShown; add(changes: Change[]): Promise<void> }) {
  const words = useBundleWords();
  const [kind, setKind] = useState<Kind>('issuer-key');
  const [typed, setTyped] = useState<Typed>(empty);
  const [key, setKey] = useState<File | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  /** A file input keeps its file: another one takes its place after each change. */
  const [turn, setTurn] = useState(0);
  const begin = (next: Kind) => {
    setKind(next);
    setTyped(empty());
    setKey(null);
    setProblem(null);
    setTurn(turn + 1);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const pem = key === null ? null : await key.slice(0, PEM_BYTES).text();
      const read = changesOf(kind, typed, pem, words);
      if (typeof read === 'string') {
        setProblem(read);
      } else {
        await add(read);
        begin(kind);
      }
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  const set = (name: keyof Typed) => (event: { currentTarget: { value: string } }) => setTyped({ ...typed, [name]: event.currentTarget.value });
  const text = (name: Exclude<keyof Typed, 'holder' | 'may'>, label: string, more: object = {}) => (
    <div>
      <label for={`bundle-${name}`}>{label}</label>
      <input id={`bundle-${name}`} value={typed[name]} autocomplete="off" spellcheck={false} onInput={set(name)} {...more} />
    </div>
  );
  return (
    <form class="sure calm" onSubmit={(event) => void submit(event)} data-testid="change-form">
      <label for="bundle-kind">{words.add}</label>
      <select id="bundle-kind" value={kind} onChange={(event) => begin(event.currentTarget.value as Kind)}>
        {KINDS.map((one) => (
          <option key={one} value={one}>
            {words.kinds[one]}
          </option>
        ))}
      </select>
      {kind !== 'institution' && kind !== 'officer' && (
        <>
          <label for="bundle-holder">{kind === 'issuer-key' ? words.institution : kind === 'officer-key' ? words.officer : words.key}</label>
          <select id="bundle-holder" value={typed.holder} onChange={set('holder')}>
            <option value="">{words.choose}</option>
            {choices(kind, shown, words).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </>
      )}
      {kind === 'end-key' && <p class="hint">{words.end_hint}</p>}
      {kind === 'institution' && (
        <>
          <div class="pair">
            {text('uscc', words.uscc)}
            {text('name', words.name)}
          </div>
          <div class="pair">
            {text('number', words.number)}
            {text('named_from', words.named_from, { type: 'date' })}
            {text('contact', words.contact)}
          </div>
        </>
      )}
      {kind === 'officer' && (
        <div class="pair">
          {text('staff_code', words.staff_code)}
          {text('person', words.person)}
        </div>
      )}
      {(kind === 'officer' || kind === 'officer-key') && (
        <>
          <label for="bundle-may">{words.may}</label>
          <select id="bundle-may" value={typed.may} onChange={set('may')}>
            {Object.entries(words.may_of).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </>
      )}
      {kind !== 'end-key' && (
        <>
          <label for="bundle-key">{kind === 'institution' ? words.public_key_optional : words.public_key}</label>
          <input
            key={turn}
            id="bundle-key"
            type="file"
            accept=".pem"
            aria-describedby="bundle-key-hint"
            onChange={(event) => setKey(event.currentTarget.files?.[0] ?? null)}
          />
          <p id="bundle-key-hint" class="hint">
            {words.public_key_hint}
          </p>
        </>
      )}
      <Problem error={problem} />
      <button type="submit" class="button" data-testid="add-change" aria-disabled={busy}>
        {busy ? words.adding : words.add_change}
      </button>
    </form>
  );
}

/** Of whom it can be: institutions, officers, or keys that have no end yet. */
function choices(kind: Kind, { institutions, officers }: BundleShown, words: BundleWords): [string, string][] {
  if (kind === 'issuer-key') return institutions.map(({ uscc, name }) => [uscc, `${name} ${uscc}`]);
  const codes = [...new Set(officers.map(({ staff_code }) => staff_code))];
  if (kind === 'officer-key') return codes.map((code) => [code, fill(words.of_officer, { staff_code: code })]);
  const of = (holder: string, { kid }: { kid: string }): [string, string] => [kid, fill(words.key_of, { holder, kid })];
  const lasting = ({ until }: { until: number | null }) => until === null;
  return [
    ...institutions.flatMap(({ name, keys }) => keys.filter(lasting).map((key) => of(name, key))),
    ...officers.filter(lasting).map((officer) => of(fill(words.of_officer, { staff_code: officer.staff_code }), officer)),
  ];
}

/** What is asked for; or what is missing, in words. Whether it can be asked for, the module says. */
function changesOf(kind: Kind, typed: Typed, pem: string | null, words: BundleWords): Change[] | string {
  const { holder, uscc, name, named_from, number, contact, staff_code, person, may } = typed;
  if (kind === 'institution') {
    const key: Change[] = pem === null ? [] : [{ do: 'add-issuer-key', uscc, pem }];
    return [{ do: 'add-institution', uscc, name, named_from, number, contact }, ...key];
  }
  if (kind !== 'officer' && holder === '') return words.choose_first;
  if (kind === 'end-key') return [{ do: 'end-key', kid: holder }];
  if (pem === null) return words.key_missing;
  if (kind === 'issuer-key') return [{ do: 'add-issuer-key', uscc: holder, pem }];
  if (kind === 'officer-key') return [{ do: 'add-officer-key', staff_code: holder, pem, may }];
  return [
    { do: 'add-officer', staff_code, name: person },
    { do: 'add-officer-key', staff_code, pem, may },
  ];
}
