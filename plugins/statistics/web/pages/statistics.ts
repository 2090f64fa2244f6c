// Draws the statistics of a period by day, and compares the people who were ticked.
import { byId, element, setText, show, Words } from '@secure-exchanges/web/page';
import uPlot from 'uplot';

interface Day {
  readonly day: string;
  readonly messages: number;
  readonly opened: number;
}

const kHeight = 220;

const words = new Words(byId('words', HTMLTemplateElement));

async function daysOf(charts: HTMLElement): Promise<Day[]> {
  const { people = '', from = '', to = '' } = charts.dataset;
  const query = new URLSearchParams({ from, to, limit: '1' });
  if (people !== '') query.set('people', people);
  const answer = await fetch(`/api/v1/statistics?${query}`, {
    headers: { Accept: 'application/json' },
    credentials: 'same-origin',
  });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const { days }: { days: Day[] } = await answer.json();
  return days;
}

/** Returns a colour of the theme, which uPlot draws with. */
function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || '#555';
}

async function draw(): Promise<void> {
  const charts = element('charts');
  const place = element('chart');
  const days = await daysOf(charts);
  const at = days.map(each => Date.parse(`${each.day}T00:00:00Z`) / 1000);
  const axis = {
    stroke: colour('--sx-text'),
    grid: { stroke: colour('--sx-line') },
    ticks: { stroke: colour('--sx-line') },
  };
  const chart = new uPlot(
    {
      width: place.clientWidth,
      height: kHeight,
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
      scales: { y: { range: (_, __, most) => [0, Math.max(1, most)] } },
      series: [
        {},
        { label: words.get('messages'), stroke: colour('--sx-brand-edge'), width: 2 },
        { label: words.get('opened'), stroke: colour('--sx-muted'), width: 2, dash: [6, 4] },
      ],
      axes: [axis, axis],
    },
    [at, days.map(each => each.messages), days.map(each => each.opened)],
    place,
  );
  charts.dataset['drawn'] = 'true';
  addEventListener('resize', () => chart.setSize({ width: place.clientWidth, height: kHeight }));
}

function offerComparison(): void {
  const button = byId('compare', HTMLButtonElement);
  const boxes = [...document.querySelectorAll<HTMLInputElement>('[data-part="person"]')];
  const chosen = (): string[] => boxes.filter(box => box.checked).map(box => box.value);
  for (const box of boxes) box.addEventListener('change', () => show(button, chosen().length > 0));
  button.addEventListener('click', () => {
    const query = new URLSearchParams(location.search);
    query.delete('q');
    query.delete('before');
    query.set('people', chosen().join(','));
    location.search = query.toString();
  });
}

offerComparison();
draw().catch(() => setText(element('chart-state'), words.get('failed')));
