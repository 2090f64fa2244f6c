// Draws counts by day with uPlot, in the theme's colours.
import uPlot from 'uplot';

export interface Day {
  readonly day: string;
  readonly messages: number;
  readonly opened: number;
}

export interface Line {
  readonly label: string;
  readonly of: (day: Day) => number;
  readonly stroke: string;
  readonly dash?: number[];
  /** Draws a bar a day instead of a line. */
  readonly isBars?: boolean;
}

/** Fetches the days that an address of the API answers. */
export async function daysOf(url: string): Promise<Day[]> {
  const answer = await fetch(url, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const { days }: { days: Day[] } = await answer.json();
  return days;
}

/** Returns a colour of the theme, which uPlot draws with. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || '#555';
}

/** Draws lines over days, as wide as their place; a chart of one line has no legend, because its heading says it. */
export function chartOf(place: HTMLElement, days: readonly Day[], height: number, lines: readonly Line[]): void {
  const axis = {
    stroke: colour('--sx-text'),
    grid: { stroke: colour('--sx-line') },
    ticks: { stroke: colour('--sx-line') },
  };
  const bars = uPlot.paths.bars?.({ size: [0.7] });
  const language = document.documentElement.lang;
  const dayOfMonth = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const whole = new Intl.NumberFormat(language);
  const chart = new uPlot(
    {
      width: place.clientWidth,
      height,
      legend: { show: lines.length > 1, live: false },
      cursor: { show: lines.length > 1 },
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
      scales: { y: { range: (_, __, most) => [0, Math.max(1, most)] } },
      series: [
        {},
        ...lines.map(line => ({
          label: line.label,
          stroke: line.stroke,
          width: line.isBars ? 0 : 2,
          points: { show: !line.isBars && days.length < 40 },
          ...(line.dash && { dash: line.dash }),
          ...(line.isBars && bars && { fill: line.stroke, paths: bars }),
        })),
      ],
      axes: [
        {
          ...axis,
          incrs: [1, 2, 5, 10, 15, 30, 60, 90, 180, 365].map(count => count * 86_400),
          space: 64,
          values: (_, ticks) => ticks.map(tick => dayOfMonth.format(tick * 1000)),
        },
        {
          ...axis,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5, 1e6],
          space: 28,
          values: (_, ticks) => ticks.map(tick => whole.format(tick)),
        },
      ],
    },
    [days.map(each => Date.parse(`${each.day}T00:00:00Z`) / 1000), ...lines.map(line => days.map(line.of))],
    place,
  );
  addEventListener('resize', () => chart.setSize({ width: place.clientWidth, height }));
}
