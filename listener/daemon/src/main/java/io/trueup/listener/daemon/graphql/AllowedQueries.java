package io.trueup.listener.daemon.graphql;

import java.util.Map;

/**
 * Queries that an installation has in files, which callers ask for by name.
 *
 * @param texts by name
 * @param isExclusive whether no other queries are answered
 */
public record AllowedQueries(Map<String, String> texts, boolean isExclusive) {

  /** No queries of its own; callers send theirs. */
  public static final AllowedQueries NONE = new AllowedQueries(Map.of(), false);

  public AllowedQueries {
    texts = Map.copyOf(texts);
  }
}
