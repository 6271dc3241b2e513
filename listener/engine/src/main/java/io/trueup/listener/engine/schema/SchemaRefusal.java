package io.trueup.listener.engine.schema;

import java.util.List;

/** Why an operation on a platform's schema is not done; nothing has changed. */
public sealed interface SchemaRefusal
    extends PlanResult, DriftResult, ApplyResult, RetiredResult, PurgeResult {

  /** The reason, and what to do; for the operator. */
  String message();

  /**
   * The request names something that does not exist.
   *
   * @param what it would be, such as {@code workspace}
   * @param candidates names that exist
   */
  record Unknown(String what, String message, List<String> candidates) implements SchemaRefusal {
    public Unknown {
      candidates = List.copyOf(candidates);
    }
  }

  /**
   * The state of the platform does not allow it.
   *
   * @param name a stable name for programs, such as {@code plan-stale}
   * @param candidates what the request may have meant; mostly empty
   */
  record Conflict(String name, String message, List<String> candidates) implements SchemaRefusal {
    public Conflict {
      candidates = List.copyOf(candidates);
    }
  }

  /** The container cannot be read. */
  record Unavailable(String message) implements SchemaRefusal {}
}
