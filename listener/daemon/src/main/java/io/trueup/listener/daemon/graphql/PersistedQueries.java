package io.trueup.listener.daemon.graphql;

import io.trueup.listener.daemon.graphql.QueryException.Kind;
import io.trueup.model.fingerprint.Sha256;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Queries that callers may send by their digest alone, once they were sent whole. Those that were
 * used last are kept, in memory. Thread-safe.
 */
final class PersistedQueries {

  private static final int KEPT = 4 << 20;
  private static final int EACH = 256;
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  private final RecentTexts<String> texts = new RecentTexts<>(KEPT, EACH);

  private final AllowedQueries allowed;
  private final Map<String, String> allowedByDigest = new HashMap<>();

  /** Keeps the installation's queries, and nothing else at first. */
  PersistedQueries(AllowedQueries allowed) {
    this.allowed = allowed;
    allowed.texts().values().forEach(it -> allowedByDigest.put(digest(it), it));
  }

  private static String digest(String text) {
    return HexFormat.of().formatHex(Sha256.of(text));
  }

  /**
   * A request with the text that its {@code documentId} names.
   *
   * @throws QueryException when there is none of the name
   */
  QueryRequest named(QueryRequest request) {
    var id = request.documentId();
    if (id == null) {
      return request;
    }
    if (request.query() != null) {
      throw new QueryException(
          Kind.INVALID,
          "A request has 'query' or 'documentId', and not both. Leave one of them out");
    }
    var text = Optional.ofNullable(allowed.texts().get(id)).or(() -> find(id)).orElse(null);
    if (text == null) {
      throw new QueryException(
          Kind.UNKNOWN,
          allowed.texts().isEmpty()
              ? "No query '%s' is known here".formatted(id)
              : "No query '%s' is known here. There are %s"
                  .formatted(id, String.join(", ", new TreeSet<>(allowed.texts().keySet()))));
    }
    return new QueryRequest(
        text, request.operationName(), request.variables(), request.extensions(), null);
  }

  /**
   * Refuses a query that the installation does not allow.
   *
   * @throws QueryException when it has a list of queries, and this is none of them
   */
  void requireAllowed(String text) {
    if (allowed.isExclusive() && !allowedByDigest.containsKey(digest(text))) {
      throw new QueryException(
          Kind.NOT_ALLOWED,
          "This installation answers only its own queries. Name one of them in 'documentId': %s"
              .formatted(String.join(", ", new TreeSet<>(allowed.texts().keySet()))));
    }
  }

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
    return Optional.ofNullable(allowedByDigest.get(digest)).or(() -> texts.find(digest));
  }

  /**
   * Keeps a query that was found to be valid.
   *
   * @throws QueryException when the digest is of another text
   */
  void keep(String digest, String query) {
    if (!digest(query).equals(digest)) {
      throw new QueryException(
          Kind.INVALID,
          "'extensions.persistedQuery.sha256Hash' is not the SHA-256 digest of 'query'");
    }
    texts.keep(digest, query.length() + digest.length(), query);
  }
}
