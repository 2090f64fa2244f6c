// Draws the statistics of a period by day, and compares the people who were ticked.
import { byId, element, setText, show, Words } from '@secure-exchanges/web/page';
import { chartOf, colour, daysOf } from '../components/chart';

const words = new Words(byId('words', HTMLTemplateElement));

async function draw(): Promise<void> {
  const charts = element('charts');
  const { people = '', from = '', to = '' } = charts.dataset;
  const query = new URLSearchParams({ from, to, limit: '1' });
  if (people !== '') query.set('people', people);
  const days = await daysOf(`/api/v1/statistics?${query}`);
  chartOf(element('chart'), days, 220, [
    { label: words.get('messages'), of: day => day.messages, stroke: colour('--sx-brand-edge') },
    { label: words.get('opened'), of: day => day.opened, stroke: colour('--sx-muted'), dash: [6, 4] },
  ]);
  charts.dataset['drawn'] = 'true';
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
