package io.trueup.listener.engine.credentials;

import io.trueup.platforms.spi.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The servers for which an operator declares a credential: {@code host} for all ports of a host,
 * {@code host:port}, or {@code *} for any server, separated by blanks, commas and lines. A {@code
 * #} starts a comment that ends with its line. No entry means no server.
 *
 * @param entries as they were written
 */
public record DeclaredHosts(List<String> entries) {

  private static final Pattern ENTRY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9_.-]+)(?::(\\d{1,5}))?");

  public DeclaredHosts {
    entries = List.copyOf(entries);
  }

  /**
   * Parses entries.
   *
   * @throws IllegalArgumentException with a sentence about the first entry that has none of these
   *     forms
   */
  public static DeclaredHosts parse(String text) {
    var entries = new ArrayList<String>();
    text.lines()
        .map(line -> line.replaceFirst("#.*", ""))
        .flatMap(line -> Pattern.compile("[\\s,]+").splitAsStream(line))
        .filter(entry -> !entry.isEmpty())
        .forEach(entry -> {
          if (!entry.equals("*") && !ENTRY.matcher(entry).matches()) {
            throw new IllegalArgumentException(
                "'%s' is not a host, a host:port (an IPv6 address in brackets) or '*'"
                    .formatted(entry));
          }
          entries.add(entry);
        });
    return new DeclaredHosts(entries);
  }

  /** Whether the credential may be used at a server. */
  public boolean covers(Endpoint endpoint) {
    return entries.stream().anyMatch(entry -> covers(entry, endpoint));
  }

  private static boolean covers(String entry, Endpoint endpoint) {
    var matcher = ENTRY.matcher(entry);
    if (!matcher.matches()) {
      return entry.equals("*");
    }
    var port = matcher.group(2);
    var host = new Endpoint(matcher.group(1), endpoint.port()).host();
    return host.equals(endpoint.host())
        && (port == null || Integer.parseInt(port) == endpoint.port());
  }

  @Override
  public String toString() {
    return entries.isEmpty() ? "no host" : String.join(", ", entries);
  }
}
