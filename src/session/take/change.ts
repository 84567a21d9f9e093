// The small changes that taking evidence along is made of.
import type {Session} from '../session.ts';
import type {Prompt, Take} from './take.ts';

export const TOP = {cursor: 0, top: 0};

export const noticed = (session: Session, text: string, style: 'dim' | 'warn' | 'error' | 'ok' = 'dim'): Session => ({
  ...session,
  notice: {text, style},
});
export const withTake = (session: Session, take: Partial<Take>): Session => ({
  ...session,
  take: {...session.take, ...take},
});
export const closed = (session: Session): Session => ({...session, overlay: undefined});

export const prompt = (session: Session, how: Pick<Prompt, 'what' | 'editor'> & Partial<Prompt>): Session => ({
  ...session,
  overlay: {kind: 'prompt', reveal: false, scroll: TOP, ...how},
});
