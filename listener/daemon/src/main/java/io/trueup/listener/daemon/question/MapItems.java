package io.trueup.listener.daemon.question;

import io.trueup.listener.daemon.question.AnswerList.ItemReader;
import io.trueup.listener.daemon.question.AnswerList.ItemSource;
import io.trueup.model.persistent.PersistentMap;
import java.util.SortedMap;
import java.util.function.Function;

/** Lists of what maps hold by name. Stateless. */
final class MapItems {

  private MapItems() {}

  /** All values of a map, by key. */
  static <V, T> AnswerList<T> list(
      String name, Class<T> type, PersistentMap<String, V> map, Function<V, T> answer) {
    return new AnswerList<>(name, type, map.size(), items(map, answer));
  }

  /** The values of a map in the order of their keys, which are the positions. */
  private static <V, T> ItemSource<T> items(PersistentMap<String, V> map, Function<V, T> answer) {
    return (after, reader) -> {
      var entries = map.entriesAfter(after.isEmpty() ? null : after);
      while (entries.hasNext()) {
        var entry = entries.next();
        if (!reader.take(entry.getKey(), answer.apply(entry.getValue()))) {
          return;
        }
      }
    };
  }

  /** The same of a small map. */
  static <V, T> AnswerList<T> list(
      String name, Class<T> type, SortedMap<String, V> map, Function<V, T> answer) {
    return new AnswerList<>(
        name,
        type,
        map.size(),
        (after, reader) -> {
          for (var entry : map.tailMap(after + '\0').entrySet()) {
            if (!reader.take(entry.getKey(), answer.apply(entry.getValue()))) {
              return;
            }
          }
        });
  }

  /**
   * Hands out the members of one item of an outer map, each at {@code outer/inner}.
   *
   * @param after a position of the whole list
   * @return whether the reader wants more
   */
  static <M, T> boolean members(
      String outer,
      Iterable<M> members,
      Function<M, String> name,
      Function<M, T> answer,
      String after,
      ItemReader<T> reader) {
    for (var member : members) {
      var position = outer + "/" + name.apply(member);
      if (position.compareTo(after) > 0 && !reader.take(position, answer.apply(member))) {
        return false;
      }
    }
    return true;
  }
}
