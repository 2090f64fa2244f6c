// Keeps what the journal's page says of its verification up to date: a check of many entries takes its time.
import { live } from '@secure-exchanges/web/page';

if (new URLSearchParams(location.search).get('done') === 'asked') live(() => undefined);
