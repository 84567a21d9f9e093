// The painter, where the panes find it.
import {createContext} from 'react';
import {type Paint, painter} from './theme.ts';

export const PaintContext = createContext<Paint>(painter('colour'));
