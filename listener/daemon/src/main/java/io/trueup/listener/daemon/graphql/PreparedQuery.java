package io.trueup.listener.daemon.graphql;

import graphql.language.Document;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A query that is valid and within its limits. Immutable. */
public final class PreparedQuery {

  /** Costs up to this are small enough to be answered between other work. */
  private static final int SMALL = 500;

  /** Costs from this on need memory that is worth sharing out. */
  private static final int LARGE = 20_000;

  private final String text;
  private final Document document;
  private final @Nullable String operation;
  private final Map<String, @Nullable Object> variables;
  private final QueryMeasure measure;

  PreparedQuery(
      String text,
      Document document,
      @Nullable String operation,
      Map<String, @Nullable Object> variables,
      QueryMeasure measure) {
    this.text = text;
    this.document = document;
    this.operation = operation;
    this.variables = variables;
    this.measure = measure;
  }

  /** Whether its answer takes next to no time. */
  public boolean isSmall() {
    return measure.cost() <= SMALL && !measure.isHeavy();
  }

  /** Whether its answer takes time or memory, so that few of its kind should be made at once. */
  public boolean isLarge() {
    return measure.cost() >= LARGE || measure.isHeavy();
  }

  /** Whether its answer follows from the program too, and not from the version alone. */
  boolean isAboutSchema() {
    return measure.isAboutSchema();
  }

  String text() {
    return text;
  }

  Document document() {
    return document;
  }

  @Nullable String operation() {
    return operation;
  }

  Map<String, @Nullable Object> variables() {
    return variables;
  }
}
