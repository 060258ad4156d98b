import type { At } from './at.ts';
import { todoOf } from './class-state.ts';
import { entryOf, ownClasses, programmes } from './requests.ts';
import { useAsked } from '../desk/use-asked.ts';
import { useInstitutionWords } from './words.ts';
import { dayOfTimeInWords } from '../dates.ts';
import { secsInWords } from '../desk/not-usable.tsx';
import { Problem } from '../desk/says.tsx';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';

/** What is to be done today first; then what the bureau knows of the institution. */
export function Overview({ at }: { at: At }) {
  const words = useInstitutionWords();
  const [asked, again] = useAsked(() => ownClasses(at.registry), 'classes');
  const todo = todoOf(asked.value ?? []);
  const lines = [
    ['returned', words.todo_returned],
    ['results', words.todo_results],
    ['issue', words.todo_issue],
    ['waiting', words.todo_waiting],
  ] as const;
  const shown = lines.filter(([name]) => todo[name].length > 0);
  return (
    <>
      <section class="card" aria-busy={asked.phase === 'asking'}>
        <div class="head">
          <h1 tabIndex={-1}>{words.todo_title}</h1>
          <button type="button" class="button small" onClick={again}>
            {words.refresh}
          </button>
        </div>
        <Problem error={asked.phase === 'failed' ? asked.error : null} />
        {asked.value === undefined ? (
          asked.phase === 'asking' && <p role="status">{words.loading}</p>
        ) : shown.length === 0 ? (
          <p>{words.todo_none}</p>
        ) : (
          <ul class="todo" data-testid="todo">
            {shown.map(([name, sentence]) => (
              <li key={name} data-todo={name}>
                <span class="todo-count">{todo[name].length}</span>
                <div>
                  <p>{fill(sentence, { count: String(todo[name].length) })}</p>
                  <p class="todo-links">
                    {todo[name].slice(0, 5).map(({ number, programme_name }) => (
                      <button key={number} type="button" class="link" onClick={() => at.go({ name: 'class', number })}>
                        {number} <span lang="zh-CN">{programme_name}</span>
                      </button>
                    ))}
                  </p>
                </div>
              </li>
            ))}
          </ul>
        )}
        <p>
          <button type="button" class="button primary" data-testid="file-new" onClick={() => at.go({ name: 'file' })}>
            {words.file_new}
          </button>
        </p>
      </section>
      <Profile at={at} />
    </>
  );
}

function Profile({ at }: { at: At }) {
  const words = useInstitutionWords();
  const language = useLanguage();
  const { holder, opened, registry } = at;
  const [entry] = useAsked(() => entryOf(registry, holder.uscc), 'entry');
  const [listed] = useAsked(() => programmes(registry), 'programmes');
  const day = (secs: number) => dayOfTimeInWords(secsInWords(secs), language);
  const known = entry.value;
  const taught = (known?.programmes ?? []).map((code) => listed.value?.find((one) => one.code === code)?.name ?? code);
  const rows: [string, string, boolean][] = [
    [words.uscc, holder.uscc, false],
    [words.number, holder.number, false],
    [words.bureau, `${holder.authority.name}`, true],
  ];
  if (known) {
    rows.push([words.kind, known.kind, true], [words.address, known.address, true], [words.contact, known.contact, true]);
    rows.push([words.standing, words.standings[known.standing], false]);
  }
  return (
    <section class="card" data-testid="profile">
      <h2>{words.profile_title}</h2>
      <p class="profile-name" lang="zh-CN">
        {holder.name}
      </p>
      <dl class="facts">
        {rows.map(([label, value, isChinese]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd lang={isChinese ? 'zh-CN' : undefined}>{value}</dd>
          </div>
        ))}
        <div>
          <dt>{words.may_teach}</dt>
          <dd lang={taught.length > 0 ? 'zh-CN' : undefined}>
            {taught.length > 0 ? taught.join('、') : entry.phase === 'there' ? (known ? words.may_teach_none : words.not_in_catalogue) : words.loading}
          </dd>
        </div>
        <div>
          <dt>{words.keys}</dt>
          <dd>
            <ul class="keys">
              {holder.keys.map(({ kid, counts, until }) => (
                <li key={kid}>
                  <code>{kid}</code>
                  {kid === opened.desk.kid && words.key_this} {words.key_states[counts]}
                  {' · '}
                  {until === null ? words.no_end : fill(words.until, { time: day(until) })}
                </li>
              ))}
            </ul>
          </dd>
        </div>
      </dl>
      <Problem error={entry.phase === 'failed' ? entry.error : null} />
    </section>
  );
}
