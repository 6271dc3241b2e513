package io.trueup.listener.daemon.api;

import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds what answers a path: of the entries that match, the first in the order of the list. Looks
 * only at entries with as many segments as the path has. Immutable.
 *
 * @param <T> what is found
 */
final class RouteTable<T> {

  private final Map<Shape, List<Entry<T>>> entries = new HashMap<>();

  /**
   * A table.
   *
   * @param route of an item
   */
  RouteTable(List<T> items, Function<T, Route> route) {
    for (var item : items) {
      var of = route.apply(item);
      var pattern = segments(of.path());
      entries
          .computeIfAbsent(new Shape(of.method(), pattern.size()), _ -> new ArrayList<>())
          .add(Entry.of(item, pattern));
    }
  }

  private record Shape(HttpMethod method, int segments) {}

  /**
   * Something that is found.
   *
   * @param path the parameters of the path, decoded
   */
  record Found<T>(T item, Map<String, String> path) {}

  /**
   * What answers a path.
   *
   * @param path encoded as in the request; slashes at its end count for nothing
   */
  Optional<Found<T>> find(HttpMethod method, String path) {
    var asked = segments(path);
    for (var entry : entries.getOrDefault(new Shape(method, asked.size()), List.of())) {
      if (entry.matches(asked)) {
        return Optional.of(new Found<>(entry.item(), entry.parameters(asked)));
      }
    }
    return Optional.empty();
  }

  /** The methods with which a path is answered, in alphabetic order. */
  Set<String> methods(String path) {
    var asked = segments(path);
    return entries.entrySet().stream()
        .filter(it -> it.getKey().segments() == asked.size())
        .filter(it -> it.getValue().stream().anyMatch(entry -> entry.matches(asked)))
        .map(it -> it.getKey().method().name())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * A pattern with what it finds.
   *
   * @param words by position; null where the pattern has a parameter
   * @param names by position; null where the pattern has a word
   */
  private record Entry<T>(T item, List<@Nullable String> words, List<@Nullable String> names) {

    static <T> Entry<T> of(T item, List<String> pattern) {
      var words = new ArrayList<@Nullable String>();
      var names = new ArrayList<@Nullable String>();
      for (var part : pattern) {
        var isName = part.startsWith("{");
        words.add(isName ? null : part);
        names.add(isName ? part.substring(1, part.length() - 1) : null);
      }
      return new Entry<>(item, words, names);
    }

    boolean matches(List<String> asked) {
      // Paths differ at their ends more often than at their beginnings.
      for (var i = asked.size() - 1; i >= 0; i--) {
        var word = words.get(i);
        if (word == null ? asked.get(i).isEmpty() : !word.equals(asked.get(i))) {
          return false;
        }
      }
      return true;
    }

    Map<String, String> parameters(List<String> asked) {
      var parameters = new HashMap<String, String>();
      for (var i = 0; i < asked.size(); i++) {
        var name = names.get(i);
        if (name != null) {
          parameters.put(name, decoded(asked.get(i)));
        }
      }
      return parameters;
    }
  }

  /** The text of a segment; a plus stands for itself in a path. */
  private static String decoded(String segment) {
    return segment.indexOf('%') < 0
        ? segment
        : URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static List<String> segments(String path) {
    var end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    var segments = new ArrayList<String>(8);
    var start = 1;
    for (var i = 1; i <= end; i++) {
      if (i == end || path.charAt(i) == '/') {
        segments.add(path.substring(Math.min(start, end), i));
        start = i + 1;
      }
    }
    return segments;
  }
}
