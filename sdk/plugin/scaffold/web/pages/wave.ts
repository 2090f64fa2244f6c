// Says how often this browser has waved. The page works without this script too.
import { byId } from '@secure-exchanges/web/page';
import { OwnWaves } from '../components/own_waves.js';

new OwnWaves(byId('wave', HTMLElement));
