import { type Attributes, encodeAttributes, nanoseconds } from './attributes.ts';
import type { EndedSpan } from './tracer.ts';

const KINDS = { internal: 1, client: 3 } as const;
const ERROR = 2;

/** An ExportTraceServiceRequest in OTLP/JSON. */
export function encodeSpans(resource: Attributes, spans: readonly EndedSpan[]): object {
  const scope = { name: 'auditform', version: String(resource['service.version'] ?? '') };
  return {
    resourceSpans: [
      { resource: { attributes: encodeAttributes(resource) }, scopeSpans: [{ scope, spans: spans.map(encodeSpan) }] },
    ],
  };
}

function encodeSpan(span: EndedSpan): object {
  return {
    traceId: span.traceId,
    spanId: span.id,
    ...(span.parentId === null ? {} : { parentSpanId: span.parentId }),
    name: span.name,
    kind: KINDS[span.kind],
    startTimeUnixNano: nanoseconds(span.startMs),
    endTimeUnixNano: nanoseconds(span.endMs),
    attributes: encodeAttributes(span.attributes),
    status: span.failed ? { code: ERROR } : {},
  };
}
