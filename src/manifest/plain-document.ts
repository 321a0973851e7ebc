import { type Document, isMap } from 'yaml';
import type { Json, JsonObject } from '../model/json.ts';
import { type PackedPlaces, packMembers, packPlaces } from './places.ts';
import { oddities } from './yaml-oddities.ts';

/** A document that nobody complains about, as plain data. */
export interface PlainDocument {
  readonly value: Json;
  readonly packed: PackedPlaces;
}

/** Null: there is something to complain about, or its parts stand where only the parser's tree can tell. */
export function plainDocument(document: Document.Parsed): PlainDocument | null {
  const foreign = foreignOwner(document);
  if (document.errors.length > 0 || (foreign === null && document.warnings.length > 0)) return null;
  if (document.contents === null) return { value: null, packed: [] };
  const packed = packedOf(document, foreign);
  if (packed === null || oddities(document, nowhere, foreign !== null).length > 0) return null;
  return { value: foreign ?? (document.toJS() as Json), packed };
}

/** What makes a document somebody else's, or null when it may be ours. Nothing else of such a document is read. */
export function foreignOwner({ contents }: Document.Parsed): JsonObject | null {
  if (!isMap(contents)) return null;
  const [apiVersion, kind] = [contents.get('apiVersion'), contents.get('kind')];
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || /^auditform(\/|$)/.test(apiVersion)) return null;
  return { apiVersion, kind };
}

/** Places of what is read of the document; null where only the parser's tree can tell. */
export function packedOf(document: Document.Parsed, foreign: JsonObject | null): PackedPlaces | null {
  return foreign === null ? packPlaces(document) : packMembers(document, Object.keys(foreign));
}

const nowhere = () => ({ file: '', line: 1, column: 1 });
