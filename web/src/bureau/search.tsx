import { useState } from 'preact/hooks';
import type { At } from './at.ts';
import { Certificates } from './certificates.tsx';
import { randomHex, type Certificate, type Found, type Status } from './requests.ts';
import { Problem } from './says.tsx';
import { useBureauWords } from './words.ts';
import { fill } from '../verdicts.ts';

const FIELDS = ['number', 'name', 'institution', 'class'] as const;
type Field = (typeof FIELDS)[number];

interface Result {
  sought: object;
  certificates: Certificate[];
  looked_at: number;
  next: number | null;
}

/** Search by what is known of a certificate; and, apart, by an identity number, which leaves a trace. */
export function Search({ at }: { at: At }) {
  const words = useBureauWords();
  const [values, setValues] = useState<Record<Field, string>>({ number: '', name: '', institution: '', class: '' });
  const [flag, setFlag] = useState('');
  const [status, setStatus] = useState('');
  const [result, setResult] = useState<Result | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const look = async (sought: object, before: Result | null) => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const below = before === null || before.next === null ? {} : { below: before.next };
      const found = await at.registry.ask<Found>('v1/search', { ...sought, ...below });
      setResult({
        sought,
        certificates: [...(before?.certificates ?? []), ...found.certificates],
        looked_at: (before?.looked_at ?? 0) + (found.looked_at ?? 0),
        next: found.next ?? null,
      });
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const given = FIELDS.map((field) => [field, values[field].trim()] as const).filter(([, value]) => value !== '');
    void look({ ...Object.fromEntries(given), ...(flag === '' ? {} : { flag }), ...(status === '' ? {} : { status }) }, null);
  };
  return (
    <>
      <section class="card">
        <h1 tabIndex={-1}>{words.search_title}</h1>
        <form onSubmit={submit} data-testid="search-form">
          <div class="pair">
            {FIELDS.map((field) => (
              <div key={field}>
                <label for={`search-${field}`}>{words.search_fields[field]}</label>
                <input id={`search-${field}`} value={values[field]} autocomplete="off" spellcheck={false} onInput={(event) => setValues({ ...values, [field]: event.currentTarget.value })} />
              </div>
            ))}
            <div>
              <label for="search-flag">{words.search_flag}</label>
              <select id="search-flag" value={flag} onChange={(event) => setFlag(event.currentTarget.value)}>
                <option value="">{words.any}</option>
                {Object.entries(words.rules).map(([rule, name]) => (
                  <option key={rule} value={rule}>
                    {name}
                  </option>
                ))}
              </select>
            </div>
            <div>
              <label for="search-status">{words.status}</label>
              <select id="search-status" value={status} onChange={(event) => setStatus(event.currentTarget.value)}>
                <option value="">{words.any}</option>
                {(['valid', 'suspended', 'revoked', 'superseded'] as Status[]).map((one) => (
                  <option key={one} value={one}>
                    {words.statuses[one]}
                  </option>
                ))}
              </select>
            </div>
          </div>
          <Problem error={problem} />
          <button type="submit" class="button primary" data-testid="search" aria-disabled={busy}>
            {busy ? words.looking : words.search}
          </button>
        </form>
        <p role="status" data-testid="found">
          {result === null ? '' : found(result, words)}
        </p>
        {result !== null && result.certificates.length > 0 && (
          <Certificates certificates={result.certificates} caption={words.found_caption} onOpen={(number) => at.go({ name: 'story', number })} />
        )}
        {result !== null && result.next !== null && (
          <button type="button" class="button small" data-testid="search-more" aria-disabled={busy} onClick={() => void look(result.sought, result)}>
            {words.search_on}
          </button>
        )}
      </section>
      <PersonSearch at={at} />
    </>
  );
}

function found({ certificates, next, looked_at }: Result, words: ReturnType<typeof useBureauWords>): string {
  const values = { count: String(certificates.length), looked_at: String(looked_at) };
  if (next !== null) return fill(words.found_more, values);
  return certificates.length === 0 ? words.found_none : fill(words.found, values);
}

const KINDS = [1, 2, 3, 4, 5, 6, 9] as const;

/** By an identity number: the registry compares a keyed hash, and keeps who asked, and why. */
function PersonSearch({ at }: { at: At }) {
  const words = useBureauWords();
  const [kind, setKind] = useState('1');
  const [number, setNumber] = useState('');
  const [reason, setReason] = useState('');
  const [result, setResult] = useState<Certificate[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (reason.trim() === '') return setProblem(words.person_reason_missing);
    setBusy(true);
    setProblem(null);
    setResult(null);
    try {
      const sought = { id_kind: Number(kind), id_number: number.trim().toUpperCase(), reason: reason.trim(), salt: randomHex(16) };
      setResult((await at.registry.ask<Found>('v1/search/person', sought)).certificates);
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  return (
    <section class="card">
      <h2>{words.person_title}</h2>
      <p>{words.person_lead}</p>
      <form onSubmit={(event) => void submit(event)} autocomplete="off" data-testid="person-form">
        <div class="pair">
          <div>
            <label for="person-kind">{words.id_kind}</label>
            <select id="person-kind" value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
              {KINDS.map((one) => (
                <option key={one} value={String(one)}>
                  {words.id_kinds[one]}
                </option>
              ))}
            </select>
          </div>
          <div>
            <label for="person-number">{words.id_number}</label>
            <input id="person-number" value={number} autocomplete="off" spellcheck={false} onInput={(event) => setNumber(event.currentTarget.value)} />
          </div>
          <div>
            <label for="person-reason">{words.person_reason}</label>
            <input id="person-reason" value={reason} autocomplete="off" onInput={(event) => setReason(event.currentTarget.value)} />
          </div>
        </div>
        <Problem error={problem} />
        <button type="submit" class="button" data-testid="person-search" aria-disabled={busy}>
          {words.person_search}
        </button>
      </form>
      <p role="status" data-testid="person-found">
        {result === null ? '' : result.length === 0 ? words.person_none : fill(words.found, { count: String(result.length) })}
      </p>
      {result !== null && result.length > 0 && <Certificates certificates={result} caption={words.found_caption} onOpen={(number) => at.go({ name: 'story', number })} />}
    </section>
  );
}
