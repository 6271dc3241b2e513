package io.trueup.listener.daemon.tracing;

import io.trueup.listener.engine.event.MergeTrace;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One part of a merge, once it has ended.
 *
 * @param part its name in the trace, which no other part has
 * @param parent the part that it belongs to; null for the root
 * @param error why it failed; null when it did not
 * @param links the headers {@code traceparent} of other traces that led to it
 */
record SpanPart(
    MergeTrace trace,
    String part,
    @Nullable String parent,
    String name,
    Instant start,
    Instant end,
    SortedMap<String, String> attributes,
    @Nullable String error,
    List<String> links) {

  SpanPart {
    attributes = new TreeMap<>(attributes);
    links = List.copyOf(links);
    start = start.isAfter(end) ? end : start;
  }

  /** A part without an error and links. */
  static SpanPart of(MergeTrace trace, String part, String name, Instant start, Instant end) {
    return new SpanPart(
        trace, part, MergeTrace.ROOT, name, start, end, new TreeMap<>(), null, List.of());
  }

  SpanPart in(@Nullable String other) {
    return new SpanPart(trace, part, other, name, start, end, attributes, error, links);
  }

  SpanPart with(Map<String, String> more) {
    var all = new TreeMap<>(attributes);
    all.putAll(more);
    return new SpanPart(trace, part, parent, name, start, end, all, error, links);
  }

  SpanPart failing(@Nullable String why) {
    return new SpanPart(trace, part, parent, name, start, end, attributes, why, links);
  }

  SpanPart linked(List<String> others) {
    return new SpanPart(trace, part, parent, name, start, end, attributes, error, others);
  }
}
