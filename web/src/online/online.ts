/** What is fetched when a person asks the registry, and not before. */
export { askLog } from './log-memory.ts';
export { isGrave, LogSays } from './log-says.tsx';
export { MatchForm } from './match-form.tsx';
