// The painter, where the panes find it.
import {createContext} from 'react';
import {USUAL_LOOK} from '../session/look.ts';
import {type Paint, painter} from './theme.ts';

export const PaintContext = createContext<Paint>(painter(USUAL_LOOK));
