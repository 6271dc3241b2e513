package io.trueup.listener.daemon.question;

import io.trueup.listener.engine.snapshot.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some items of a list that follow each other.
 *
 * @param next the value of {@code after} for the next page; null on the last page
 */
public record AnswerPage<T>(List<T> items, @Nullable String next) {

  public AnswerPage {
    items = List.copyOf(items);
  }

  /**
   * A page of a list.
   *
   * @param after the cursor of the page before; null for the first page
   * @param limit the most items, at least 1
   * @throws QuestionException when the cursor is none of this list of this version
   */
  public static <T> AnswerPage<T> of(
      ModelVersion version, AnswerList<T> list, @Nullable String after, int limit) {
    var items = new ArrayList<T>();
    var end = new PageEnd(limit);
    list.items()
        .read(
            ListCursor.position(version, list.name(), after),
            (position, item) -> {
              if (end.isReached(position)) {
                return false;
              }
              items.add(item);
              return true;
            });
    return new AnswerPage<>(items, end.cursor(version, list.name()));
  }

  /**
   * Refuses a cursor of another version or list.
   *
   * @param after null for none
   * @throws QuestionException when the cursor is none of this list of this version
   */
  public static void requireCursor(
      ModelVersion version, AnswerList<?> list, @Nullable String after) {
    var position = ListCursor.position(version, list.name(), after);
    if (!position.isEmpty()) {
      // The list itself finds positions that it never gave.
      list.items().read(position, (_, _) -> false);
    }
  }
}
