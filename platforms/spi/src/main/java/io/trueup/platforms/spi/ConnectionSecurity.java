package io.trueup.platforms.spi;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How connections to a server are secured. Values are spelled as in libpq.
 *
 * @param ca file of the trusted authorities; null for those of the Java platform
 * @param methods the accepted authentication methods; a server that asks for another one is
 *     disconnected
 */
public record ConnectionSecurity(
    Tls tls, @Nullable Path ca, SortedSet<Method> methods, ChannelBinding channelBinding) {

  /** Whether a connection is encrypted, and how much of the server's certificate is verified. */
  public enum Tls {
    DISABLE,
    REQUIRE,
    VERIFY_CA,
    VERIFY_FULL
  }

  /** How a server authenticates its users. */
  public enum Method {
    SCRAM_SHA_256,
    MD5,
    PASSWORD,
    /** Without a password: by trust, or by a client's certificate. */
    NONE
  }

  /** Whether a login is bound to the TLS connection, so that it works with that server only. */
  public enum ChannelBinding {
    DISABLE,
    PREFER,
    REQUIRE
  }

  /** An operator's settings; null where the default applies. */
  public record Settings(
      @Nullable Tls tls,
      @Nullable Path ca,
      @Nullable SortedSet<Method> methods,
      @Nullable ChannelBinding channelBinding) {

    /** No settings: the defaults apply. */
    public static final Settings NONE = new Settings(null, null, null, null);

    /** These settings, completed by others where these are null. */
    public Settings orElse(Settings others) {
      return new Settings(
          tls == null ? others.tls : tls,
          ca == null ? others.ca : ca,
          methods == null ? others.methods : methods,
          channelBinding == null ? others.channelBinding : channelBinding);
    }
  }

  /**
   * Completes settings for some servers. TLS is disabled by default only for loopback addresses. A
   * server whose certificate is not verified must prove that it knows the password, on this very
   * connection.
   */
  public static ConnectionSecurity of(Settings settings, List<Endpoint> endpoints) {
    var tls = settings.tls() == null ? tls(settings.ca(), endpoints) : settings.tls();
    var methods =
        settings.methods() == null
            ? new TreeSet<>(List.of(Method.SCRAM_SHA_256))
            : settings.methods();
    var isBindable =
        tls != Tls.DISABLE && methods.stream().allMatch(it -> it == Method.SCRAM_SHA_256);
    var binding =
        settings.channelBinding() == null
            ? (isBindable ? ChannelBinding.REQUIRE : ChannelBinding.PREFER)
            : settings.channelBinding();
    return new ConnectionSecurity(tls, settings.ca(), methods, binding);
  }

  /** How connections to a server are secured without an operator's settings. */
  public static ConnectionSecurity defaultFor(Endpoint endpoint) {
    return of(Settings.NONE, List.of(endpoint));
  }

  private static Tls tls(@Nullable Path ca, List<Endpoint> endpoints) {
    if (!endpoints.isEmpty() && endpoints.stream().allMatch(Endpoint::isLoopback)) {
      return Tls.DISABLE;
    }
    return ca == null ? Tls.REQUIRE : Tls.VERIFY_FULL;
  }

  /** A value as the configuration spells it: lower case, with dashes. */
  public static String spelling(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The value with that spelling; empty for none. */
  public static <E extends Enum<E>> Optional<E> parse(Class<E> type, String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(it -> spelling(it).equals(word))
        .findFirst();
  }

  /** The accepted authentication methods, separated by commas. */
  public String methodNames() {
    return methods.stream().map(ConnectionSecurity::spelling).collect(Collectors.joining(","));
  }
}
