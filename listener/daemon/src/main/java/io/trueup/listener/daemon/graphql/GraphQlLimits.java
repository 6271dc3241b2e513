package io.trueup.listener.daemon.graphql;

import java.time.Duration;

/**
 * What queries may ask for.
 *
 * @param isIntrospected whether queries may ask about the schema
 * @param depth the most fields within each other
 * @param cost the greatest estimated cost, and the most things in an answer
 * @param within how long one query may take
 * @param allowed the installation's own queries
 */
public record GraphQlLimits(
    boolean isIntrospected, int depth, int cost, Duration within, AllowedQueries allowed) {

  /** What the configuration says unless it says otherwise. */
  public static final GraphQlLimits STANDARD =
      new GraphQlLimits(true, 12, 200_000, Duration.ofSeconds(10));

  /** Without queries of the installation. */
  public GraphQlLimits(boolean isIntrospected, int depth, int cost, Duration within) {
    this(isIntrospected, depth, cost, within, AllowedQueries.NONE);
  }
}
