package io.trueup.platforms.spi;

/**
 * What each statement in a container begins with, so that anyone who watches the container's
 * sessions finds the merge that a statement belongs to. Safe for any thread.
 */
@FunctionalInterface
public interface StatementComments {

  /** Statements as they are. */
  StatementComments NONE = (_, _) -> "";

  /**
   * The comment of statements, such as {@code /*traceparent='00-…-01'*}{@code / }; empty for none.
   *
   * @param platform as {@code source/Name}
   * @param version of its source that it is brought to; 0 when it is brought to none
   */
  String of(String platform, long version);
}
