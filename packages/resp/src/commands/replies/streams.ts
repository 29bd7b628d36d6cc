// Readers for streams: entries, groups, consumers, what is pending.

import type { Reply, StringMode } from "../../codec/index.ts";
import {
  arrayOf,
  detailsOf,
  elements,
  entries,
  type Fields,
  fieldsOf,
  flatEntries,
  orNull,
  recordOf,
} from "./collections.ts";
import { count, double, type Reader, text, textOrNull } from "./scalars.ts";

/** One entry of a stream. */
export interface StreamEntry {
  /** `<milliseconds>-<sequence>`. */
  id: string;
  /** Fields with values; under "bytes" their entries. */
  fields: Fields;
}

/** Entries read from one stream. */
export interface StreamEntries {
  /** The stream. */
  key: string;
  /** Oldest first. */
  entries: StreamEntry[];
}

/** What XAUTOCLAIM did in one step. */
export interface AutoClaimed<E> {
  /** Where the next step starts; "0-0" = all were looked at. */
  cursor: string;
  /** What is now the consumer's: entries, or ids with `justid`. */
  entries: E[];
  /** Ids that were pending and are no longer in the stream (Redis 7.0+). */
  deleted: string[];
}

/** What a group has delivered and nobody acknowledged. */
export interface PendingSummary {
  /** How many. */
  count: number;
  /** Lowest id; null without any. */
  firstId: string | null;
  /** Highest id; null without any. */
  lastId: string | null;
  /** How many each consumer holds. */
  consumers: Fields<number>;
}

/** One entry delivered and not acknowledged. */
export interface PendingEntry {
  /** Its id. */
  id: string;
  /** Who has it. */
  consumer: string;
  /** Milliseconds since it was last delivered. */
  idleMs: number;
  /** How often it was delivered. */
  deliveries: number;
}

/** What XINFO STREAM tells. */
export interface StreamDetails {
  /** Entries in it. */
  length: number;
  /** Keys of its radix tree. */
  radixTreeKeys: number;
  /** Nodes of its radix tree. */
  radixTreeNodes: number;
  /** Highest id ever given. */
  lastGeneratedId: string;
  /** Highest id ever deleted (Redis 7.0+). */
  maxDeletedEntryId: string;
  /** Entries ever added (Redis 7.0+). */
  entriesAdded: number;
  /** Id of the first entry recorded (Redis 7.0+). */
  recordedFirstEntryId: string;
  /** How many groups read it. */
  groups: number;
  /** Oldest entry; null without any. */
  firstEntry: StreamEntry | null;
  /** Newest entry; null without any. */
  lastEntry: StreamEntry | null;
}

/** What XINFO STREAM FULL tells. */
export interface FullStreamDetails extends Omit<
  StreamDetails,
  "groups" | "firstEntry" | "lastEntry"
> {
  /** The entries, as many as `count` says. */
  entries: StreamEntry[];
  /** Every group with its consumers and what they hold, under the server's names in camel case. */
  groups: Fields<Reply>[];
}

/** One consumer group. */
export interface GroupDetails {
  /** Its name. */
  name: string;
  /** Consumers in it. */
  consumers: number;
  /** Entries delivered and not acknowledged. */
  pending: number;
  /** Highest id delivered. */
  lastDeliveredId: string;
  /** Entries read; null where it is not known (Redis 7.0+). */
  entriesRead: number | null;
  /** Entries not yet delivered; null where it is not known (Redis 7.0+). */
  lag: number | null;
}

/** One consumer of a group. */
export interface ConsumerDetails {
  /** Its name. */
  name: string;
  /** Entries it has not acknowledged. */
  pending: number;
  /** Milliseconds since it last tried to read. */
  idle: number;
}

/** `[id, [field, value, ...]]`; always flat, so that a field of two bytes can't be taken for a pair. */
export const streamEntry: Reader<StreamEntry> = (reply, strings) => {
  const [id = null, pairs = null] = elements(reply);
  return { id: text(id), fields: flatFields(pairs, strings) };
};

/** Entries in order; those deleted meanwhile, sent as null by Redis before 7.0, are left out. */
export const streamEntries: Reader<StreamEntry[]> = (reply, strings) =>
  elements(reply)
    .filter((part) => part !== null)
    .map((part) => streamEntry(part, strings));

/** Streams with entries, or null where nothing came in time. */
export const streamsOrNull: Reader<StreamEntries[] | null> = (reply, strings) => {
  if (reply === null) return null;
  return entries(reply).map(([key, found]) => ({
    key: text(key),
    entries: elements(found).map((part) => historyEntry(part, strings)),
  }));
};

/** `[cursor, entries, deleted]`. */
export const autoClaimed: Reader<AutoClaimed<StreamEntry>> = (reply, strings) =>
  claimed(reply, streamEntries, strings);

/** `[cursor, ids, deleted]`. */
export const autoClaimedIds: Reader<AutoClaimed<string>> = (reply, strings) =>
  claimed(reply, arrayOf(text), strings);

/** `[count, first, last, [[consumer, count], ...]]`. */
export const pendingSummary: Reader<PendingSummary> = (reply, strings) => {
  const [total = null, first = null, last = null, consumers = null] = elements(reply);
  const held = fieldsOf(double)(consumers ?? [], strings);
  return {
    count: count(total),
    firstId: textOrNull(first),
    lastId: textOrNull(last),
    consumers: held,
  };
};

/** `[[id, consumer, idle, deliveries], ...]`. */
export function pendingEntries(reply: Reply): PendingEntry[] {
  return elements(reply).map((part) => {
    const [id = null, consumer = null, idleMs = null, deliveries = null] = elements(part);
    return {
      id: text(id),
      consumer: text(consumer),
      idleMs: count(idleMs),
      deliveries: count(deliveries),
    };
  });
}

/** XINFO STREAM. */
export const streamDetails: Reader<StreamDetails> = /* @__PURE__ */ detailsOf({
  firstEntry: orNull(streamEntry),
  lastEntry: orNull(streamEntry),
});

/** XINFO STREAM FULL. */
export const fullStreamDetails: Reader<FullStreamDetails> = /* @__PURE__ */ detailsOf({
  entries: streamEntries,
  groups: arrayOf(detailsOf<Fields<Reply>>({ consumers: arrayOf(detailsOf<Fields<Reply>>({})) })),
});

/** XINFO GROUPS. */
export const groupDetails: Reader<GroupDetails[]> = /* @__PURE__ */ arrayOf(
  detailsOf<GroupDetails>({}),
);

/** XINFO CONSUMERS. */
export const consumerDetails: Reader<ConsumerDetails[]> = /* @__PURE__ */ arrayOf(
  detailsOf<ConsumerDetails>({}),
);

/** In a consumer's history an entry that was deleted has no fields any more. */
const historyEntry: Reader<StreamEntry> = (reply, strings) => {
  const [id = null, pairs] = elements(reply);
  return { id: text(id), fields: flatFields(pairs ?? [], strings) };
};

function claimed<E>(
  reply: Reply,
  reader: Reader<E[]>,
  strings: StringMode | undefined,
): AutoClaimed<E> {
  const [cursor = null, found = null, deleted] = elements(reply);
  return {
    cursor: text(cursor),
    entries: reader(found, strings),
    deleted: elements(deleted ?? []).map(text),
  };
}

function flatFields(reply: Reply, strings: StringMode | undefined): Fields {
  const pairs = flatEntries(elements(reply)) as [string, string][];
  return strings === "bytes" ? (pairs as unknown as Fields) : recordOf(pairs);
}
