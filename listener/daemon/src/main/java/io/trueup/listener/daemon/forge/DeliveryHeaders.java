package io.trueup.listener.daemon.forge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The headers of a delivery, by name in any case. Immutable. */
public final class DeliveryHeaders {

  private static final Pattern ODD = Pattern.compile("[^a-z0-9/+.-]");

  private final Map<String, List<String>> values;

  private DeliveryHeaders(Map<String, List<String>> values) {
    this.values = values;
  }

  /** The headers as they came. */
  public static DeliveryHeaders of(Iterable<Map.Entry<String, String>> entries) {
    var values = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    for (var entry : entries) {
      values.computeIfAbsent(entry.getKey(), _ -> new ArrayList<>()).add(entry.getValue());
    }
    return new DeliveryHeaders(Collections.unmodifiableMap(values));
  }

  /** The value of a header; null when it is not there or there more than once. */
  public @Nullable String only(String name) {
    var all = values.getOrDefault(name, List.of());
    return all.size() == 1 ? all.getFirst() : null;
  }

  /** The value of a header when it has the expected form, else null. */
  @Nullable String only(String name, Pattern form) {
    var value = only(name);
    return value != null && form.matcher(value).matches() ? value : null;
  }

  /** The value of the first of these headers that is there once and has the expected form. */
  @Nullable String first(List<String> names, Pattern form) {
    for (var name : names) {
      var value = only(name, form);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /** The body's type without parameters, safe to show; empty when there is none. */
  String mediaType() {
    var header = only("Content-Type");
    var type = header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return ODD.matcher(type).replaceAll("?");
  }

  /** Those of these headers that are there once. */
  Map<String, String> kept(List<String> names) {
    var kept = new TreeMap<String, String>();
    for (var name : names) {
      var value = only(name);
      if (value != null) {
        kept.put(name, value);
      }
    }
    return Map.copyOf(kept);
  }
}
