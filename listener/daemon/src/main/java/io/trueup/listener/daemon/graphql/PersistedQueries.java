package io.trueup.listener.daemon.graphql;

import io.trueup.listener.daemon.graphql.QueryException.Kind;
import io.trueup.model.fingerprint.Sha256;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Queries that callers may send by their digest alone, once they were sent whole. Those that were
 * used last are kept, in memory. Thread-safe.
 */
final class PersistedQueries {

  private static final int KEPT = 4 << 20;
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  private final RecentTexts<String> texts = new RecentTexts<>(KEPT);

  /**
   * The digest that a request names; null when it names none.
   *
   * @throws QueryException when it is no digest
   */
  static @Nullable String digest(QueryRequest request) {
    var extensions = request.extensions();
    var persisted = extensions == null ? null : extensions.get("persistedQuery");
    if (persisted == null) {
      return null;
    }
    var digest =
        persisted instanceof Map<?, ?> fields && fields.get("sha256Hash") instanceof String text
            ? text.toLowerCase(Locale.ROOT)
            : "";
    if (!DIGEST.matcher(digest).matches()) {
      throw new QueryException(
          Kind.INVALID,
          "'extensions.persistedQuery.sha256Hash' must be the SHA-256 digest of the query, as 64"
              + " hex digits");
    }
    return digest;
  }

  Optional<String> find(String digest) {
    return texts.find(digest);
  }

  /**
   * Keeps a query that was found to be valid.
   *
   * @throws QueryException when the digest is of another text
   */
  void keep(String digest, String query) {
    if (!HexFormat.of().formatHex(Sha256.of(query)).equals(digest)) {
      throw new QueryException(
          Kind.INVALID,
          "'extensions.persistedQuery.sha256Hash' is not the SHA-256 digest of 'query'");
    }
    texts.keep(digest, query.length() + digest.length(), query);
  }
}
