/** Bars lying down, so that names of any length have room. The table beside them says the same in numbers. */
interface Props {
  bars: { name: string; value: number }[];
  title: string;
}

const WIDTH = 480;
const ROW = 44;
const NAME_CHARS = 22;
const NUMBER_ROOM = 64;

export function Bars({ bars, title }: Props) {
  const largest = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <svg class="bars" viewBox={`0 0 ${WIDTH} ${bars.length * ROW}`} role="img" aria-label={title}>
      {bars.map(({ name, value }, place) => {
        const length = Math.max(2, ((WIDTH - NUMBER_ROOM) * value) / largest);
        const top = place * ROW;
        return (
          <g key={name}>
            <text x="0" y={top + 15} class="bar-name">
              {name.length > NAME_CHARS ? `${name.slice(0, NAME_CHARS)}…` : name}
            </text>
            <rect x="0" y={top + 21} width={length} height="15" rx="2" class="bar-length" />
            <text x={length + 6} y={top + 33.5} class="bar-number">
              {value}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
