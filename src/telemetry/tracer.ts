import type { Attributes } from './attributes.ts';

/** A piece of work that goes on. */
export interface Span {
  readonly id: string;
  readonly parentId: string | null;
  readonly name: string;
  /** `client`: a call to somebody else. */
  readonly kind: 'internal' | 'client';
  readonly startMs: number;
}

export interface EndedSpan extends Span {
  readonly traceId: string;
  readonly endMs: number;
  readonly attributes: Attributes;
  readonly failed: boolean;
}

export interface Tracer {
  start(name: string, kind: Span['kind'], parentId: string | null): Span;
  end(span: Span, attributes: Attributes, failed: boolean): void;
}

export interface TracerOptions {
  readonly traceId: string;
  /** Milliseconds since the epoch, with fractions. */
  readonly now: () => number;
  /** 16 hexadecimal digits. */
  readonly newId: () => string;
  readonly onEnd: (span: EndedSpan) => void;
}

/** Spans of one run: all belong to one trace. */
export function createTracer({ traceId, now, newId, onEnd }: TracerOptions): Tracer {
  return {
    start: (name, kind, parentId) => ({ id: newId(), parentId, name, kind, startMs: now() }),
    end: (span, attributes, failed) => onEnd({ ...span, traceId, endMs: now(), attributes, failed }),
  };
}
