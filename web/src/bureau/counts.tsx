import { useEffect, useState } from 'preact/hooks';
import type { At } from './at.ts';
import { Bars } from './bars.tsx';
import type { Group } from './requests.ts';
import { Problem } from './says.tsx';
import { useBureauWords } from './words.ts';
import { fill } from '../verdicts.ts';

interface Counted {
  size: number;
  counted: number;
  groups: Group[];
}

interface Sum {
  registered: number;
  withdrawn: number;
}

/** Certificates over time, by institution and by programme: a picture, and beside it the numbers. */
export function Counts({ at }: { at: At }) {
  const words = useBureauWords();
  const [counted, setCounted] = useState<Counted | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [programme, setProgramme] = useState('');
  const [institution, setInstitution] = useState('');
  useEffect(() => {
    let isLookedAt = true;
    const count = async () => {
      try {
        // The registry counts some more each time.
        for (let more = true; more && isLookedAt; ) {
          const so_far = await at.registry.ask<Counted>('v1/counts', {});
          if (isLookedAt) setCounted(so_far);
          more = so_far.counted < so_far.size;
        }
      } catch (error) {
        if (isLookedAt) setProblem(error);
      }
    };
    void count();
    return () => {
      isLookedAt = false;
    };
  }, []);
  const all = counted?.groups ?? [];
  const groups = all.filter((one) => (programme === '' || one.programme === programme) && (institution === '' || one.uscc === institution));
  const names = new Map(all.map(({ uscc, institution: name }) => [uscc, name ?? uscc]));
  const choose = (id: string, label: string, value: string, options: [string, string][], set: (value: string) => void) => (
    <div>
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => set(event.currentTarget.value)}>
        <option value="">{words.all}</option>
        {options.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
  return (
    <section class="card" data-testid="counts">
      <h1 tabIndex={-1}>{words.counts_title}</h1>
      <Problem error={problem} />
      <p role="status">{counted === null ? words.loading : counted.counted < counted.size ? fill(words.counting, { counted: String(counted.counted), size: String(counted.size) }) : ''}</p>
      {counted !== null && (
        <>
          <div class="pair">
            {choose('counts-institution', words.institution, institution, [...names], setInstitution)}
            {choose('counts-programme', words.programme, programme, [...new Set(all.map((one) => one.programme))].map((one) => [one, one]), setProgramme)}
          </div>
          <Chart title={words.by_month} label={words.month} sums={summed(groups, (one) => one.month)} />
          <Chart title={words.by_institution} label={words.institution} sums={largestFirst(summed(groups, (one) => names.get(one.uscc) ?? one.uscc))} />
          <Chart title={words.by_programme} label={words.programme} sums={largestFirst(summed(groups, (one) => one.programme))} />
        </>
      )}
    </section>
  );
}

function Chart({ title, label, sums }: { title: string; label: string; sums: [string, Sum][] }) {
  const words = useBureauWords();
  if (sums.length === 0) return null;
  return (
    <div class="chart">
      <h2>{title}</h2>
      <div class="chart-both">
        <Bars bars={sums.map(([name, { registered }]) => ({ name, value: registered }))} title={title} />
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">{label}</th>
              <th scope="col">{words.registered}</th>
              <th scope="col">{words.not_in_force}</th>
            </tr>
          </thead>
          <tbody>
            {sums.map(([name, { registered, withdrawn }]) => (
              <tr key={name}>
                <th scope="row" data-label={label} lang="zh-CN">
                  {name}
                </th>
                <td data-label={words.registered}>{registered}</td>
                <td data-label={words.not_in_force}>{withdrawn}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function summed(groups: Group[], by: (group: Group) => string): [string, Sum][] {
  const sums = new Map<string, Sum>();
  for (const group of groups) {
    const sum = sums.get(by(group)) ?? { registered: 0, withdrawn: 0 };
    const withdrawn = Object.values(group.now ?? {}).reduce((total, count) => total + count, 0);
    sums.set(by(group), { registered: sum.registered + group.registered, withdrawn: sum.withdrawn + withdrawn });
  }
  return [...sums];
}

const largestFirst = (sums: [string, Sum][]): [string, Sum][] => [...sums].sort(([, a], [, b]) => b.registered - a.registered);
