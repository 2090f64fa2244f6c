// Draws a person's own days on My account; without it their sums stand there all the same.
import { element } from '@secure-exchanges/web/page';
import { chartOf, colour, daysOf } from '../components/chart';

async function draw(): Promise<void> {
  const own = element('own-statistics');
  const { from = '', to = '' } = own.dataset;
  const days = await daysOf(`/api/v1/statistics/own?${new URLSearchParams({ from, to })}`);
  const charts = element('own-charts');
  charts.hidden = false;
  const stroke = colour('--sx-brand-edge');
  chartOf(element('own-messages'), days, 130, [{ label: '', of: day => day.messages, stroke, isBars: true }]);
  chartOf(element('own-opened'), days, 130, [{ label: '', of: day => day.opened, stroke, isBars: true }]);
  own.dataset['drawn'] = 'true';
}

draw().catch(() => (element('own-failed').hidden = false));
