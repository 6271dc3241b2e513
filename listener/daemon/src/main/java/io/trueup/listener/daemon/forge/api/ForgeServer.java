package io.trueup.listener.daemon.forge.api;

import io.trueup.platforms.spi.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The API of a forge, and the token for it. Calls with the same server share its rate limit.
 *
 * @param base without a slash at the end
 * @param token is read for each call, so that a rotated one needs no restart; empty when it is
 *     missing
 * @param headers that each call carries, none of which is secret
 * @param scheme how the token is sent
 */
public record ForgeServer(
    URI base, Supplier<Optional<Secret>> token, Map<String, String> headers, Scheme scheme) {

  /** How a token is sent. */
  public enum Scheme {
    /** As a bearer token. */
    BEARER,
    /** As the password of nobody, as Azure DevOps has it. */
    PASSWORD;

    String header(Secret token) {
      return switch (this) {
        case BEARER -> "Bearer " + token.value();
        case PASSWORD ->
            "Basic "
                + Base64.getEncoder()
                    .encodeToString((":" + token.value()).getBytes(StandardCharsets.UTF_8));
      };
    }
  }

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /**
   * Checks the address.
   *
   * @throws IllegalArgumentException when it has a {@linkplain #flaw flaw}
   */
  public ForgeServer {
    var flaw = flaw(base.toString());
    if (flaw != null) {
      throw new IllegalArgumentException("Cannot call the API of a forge: " + flaw);
    }
    headers = Map.copyOf(new TreeMap<>(headers));
  }

  /** A server that takes bearer tokens. */
  public ForgeServer(URI base, Supplier<Optional<Secret>> token, Map<String, String> headers) {
    this(base, token, headers, Scheme.BEARER);
  }

  /** The same server with another way to send the token. */
  public ForgeServer by(Scheme other) {
    return other == scheme ? this : new ForgeServer(base, token, headers, other);
  }

  /** Why an address cannot be that of an API; null when it can. The address is not repeated. */
  public static @Nullable String flaw(String address) {
    URI uri;
    try {
      uri = new URI(address);
    } catch (URISyntaxException _) {
      return "it is not a well-formed URL";
    }
    var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (uri.getHost() == null || !Set.of("https", "http").contains(scheme)) {
      return "it does not begin with https:// and a host";
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      return "it holds a user, a query or a fragment";
    }
    if (scheme.equals("http") && !LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT))) {
      return "a token is only sent over https, except to this machine";
    }
    return address.endsWith("/") ? "it ends with a slash" : null;
  }

  /** The host, and the port where the address names one. */
  String host() {
    return base.getRawAuthority();
  }

  /** Whether an address is on this server: scheme, host and port are the same. */
  boolean hosts(URI other) {
    return base.getScheme().equalsIgnoreCase(String.valueOf(other.getScheme()))
        && base.getRawAuthority().equalsIgnoreCase(String.valueOf(other.getRawAuthority()));
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
