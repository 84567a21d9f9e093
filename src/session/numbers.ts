export {bytesText, counted, countText, grouped, percent} from '../audit/numbers.ts';
