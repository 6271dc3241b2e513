package io.trueup.listener.daemon.graphql;

import graphql.schema.DataFetchingEnvironment;
import io.trueup.listener.daemon.question.AnswerList;
import io.trueup.listener.daemon.question.AnswerPage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the fetchers of fields have in common. Stateless. */
final class Fetching {

  private static final int LONGEST_PAGE = 1000;

  private Fetching() {}

  /** The query that a field belongs to. */
  static QueryRun run(DataFetchingEnvironment field) {
    return Objects.requireNonNull(field.<QueryRun>getRoot());
  }

  /** What a field is a field of. */
  static <T> T source(DataFetchingEnvironment field, Class<T> type) {
    return type.cast(Objects.requireNonNull(field.<Object>getSource()));
  }

  /** An argument that the schema requires. */
  static String argument(DataFetchingEnvironment field, String name) {
    return Objects.requireNonNull(optional(field, name));
  }

  /** An argument; null when it is not given. */
  static @Nullable String optional(DataFetchingEnvironment field, String name) {
    var value = field.<String>getArgument(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** Counts the items of a list that a field holds, each with the fields that are asked of it. */
  static void spend(DataFetchingEnvironment field, int items) {
    var selected = field.getField().getSelectionSet();
    var fields = selected == null ? 1 : Math.max(1, selected.getSelections().size());
    run(field).spend((long) items * fields);
  }

  /** A page of a list, as the field's arguments say. */
  static ListPage page(DataFetchingEnvironment field, AnswerList<?> list) {
    var limit = Objects.requireNonNullElse(field.<Integer>getArgument("limit"), 100);
    if (limit < 1 || limit > LONGEST_PAGE) {
      throw new QueryException(
          QueryException.Kind.INVALID,
          "'limit' must be a whole number from 1 to %d, not %d".formatted(LONGEST_PAGE, limit));
    }
    var run = run(field);
    run.requireTime();
    var after = optional(field, "after");
    AnswerPage.requireCursor(run.questions().asked(), list, after);
    return new ListPage(
        list.total() == AnswerList.UNKNOWN ? null : list.total(),
        AnswerPage.of(run.questions().asked(), list, after, limit));
  }

  /**
   * A page with the length of its list.
   *
   * @param total null when counting would mean reading all of it
   */
  record ListPage(@Nullable Integer total, AnswerPage<?> page) {}
}
