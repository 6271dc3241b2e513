package io.trueup.listener.engine.schema;

import io.trueup.model.problem.Suggestions;
import java.io.Serial;
import java.util.Collection;
import java.util.List;

/** Ends an operation with a refusal; {@link PlatformSchemas} returns the refusal as its result. */
final class RefusalException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;
  private static final int MOST_SHOWN = 10;
  private static final int MOST_CANDIDATES = 100;

  private final transient SchemaRefusal refusal;

  private RefusalException(SchemaRefusal refusal) {
    super(refusal.message());
    this.refusal = refusal;
  }

  SchemaRefusal refusal() {
    return refusal;
  }

  static RefusalException unknown(
      String what, String where, String asked, Collection<String> known) {
    var names = known.stream().sorted().distinct().toList();
    var shown = String.join(", ", names.subList(0, Math.min(MOST_SHOWN, names.size())));
    var list =
        names.isEmpty()
            ? "There is none there"
            : names.size() <= MOST_SHOWN
                ? "There are " + shown
                : "There are %,d, such as %s".formatted(names.size(), shown);
    return new RefusalException(
        new SchemaRefusal.Unknown(
            what,
            "There is no %s '%s' %s. %s"
                .formatted(what, asked, where, Suggestions.remedy(asked, names, list)),
            names.subList(0, Math.min(MOST_CANDIDATES, names.size()))));
  }

  static RefusalException conflict(String name, String message) {
    return new RefusalException(new SchemaRefusal.Conflict(name, message, List.of()));
  }

  static RefusalException unavailable(String message) {
    return new RefusalException(new SchemaRefusal.Unavailable(message));
  }

  static RefusalException stale(String shown, String now) {
    return new RefusalException(
        new SchemaRefusal.Conflict(
            "plan-stale",
            "The plan is now '%s', not '%s' as shown: the tables or the model changed meanwhile. Nothing was changed; review the plan again"
                .formatted(now, shown),
            List.of(now)));
  }
}
