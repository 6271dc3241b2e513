package io.trueup.platforms.spi;

import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The host and port on which a server listens.
 *
 * @param host lower case, an IPv6 address without its brackets
 */
public record Endpoint(String host, int port) implements Comparable<Endpoint> {

  private static final Pattern FORM =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9_.-]+):(\\d{1,5})");

  private static final Comparator<Endpoint> ORDER =
      Comparator.comparing(Endpoint::host).thenComparingInt(Endpoint::port);

  public Endpoint {
    host = host.toLowerCase(Locale.ROOT);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (!host.matches("[a-z0-9_.:-]*") || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "'%s' and '%d' are no host and port".formatted(host, port));
    }
  }

  /**
   * Reads {@code host:port}, an IPv6 address in brackets.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Endpoint parse(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'%s' is no host and port".formatted(text));
    }
    return new Endpoint(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }

  /** Whether the name alone says that data sent there stays on this machine. */
  public boolean isLoopback() {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
  }

  @Override
  public int compareTo(Endpoint other) {
    return ORDER.compare(this, other);
  }

  /** {@code host:port}, an IPv6 address in brackets. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
