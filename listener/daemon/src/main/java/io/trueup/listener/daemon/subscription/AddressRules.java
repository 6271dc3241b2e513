package io.trueup.listener.daemon.subscription;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which addresses the daemon sends to: public ones, and those that the operator allows. Otherwise a
 * subscription could reach what only the daemon's network can. The ranges are those of the IANA
 * registries of special-purpose addresses. Pure.
 *
 * @param allowed host names, addresses, and ranges such as {@code 10.0.0.0/8}
 */
public record AddressRules(List<String> allowed) {

  private static final List<Range> NOT_PUBLIC =
      List.of(
          Range.of("0.0.0.0/8"),
          Range.of("10.0.0.0/8"),
          Range.of("100.64.0.0/10"),
          Range.of("127.0.0.0/8"),
          Range.of("169.254.0.0/16"),
          Range.of("172.16.0.0/12"),
          Range.of("192.0.0.0/24"),
          Range.of("192.0.2.0/24"),
          Range.of("192.88.99.0/24"),
          Range.of("192.168.0.0/16"),
          Range.of("198.18.0.0/15"),
          Range.of("198.51.100.0/24"),
          Range.of("203.0.113.0/24"),
          Range.of("224.0.0.0/3"),
          Range.of("::/127"),
          Range.of("64:ff9b::/96"),
          Range.of("64:ff9b:1::/48"),
          Range.of("100::/64"),
          Range.of("2001::/23"),
          Range.of("2001:db8::/32"),
          Range.of("2002::/16"),
          Range.of("fc00::/7"),
          Range.of("fe80::/9"),
          Range.of("ff00::/8"));

  /** Copies the list. */
  public AddressRules {
    allowed = List.copyOf(allowed);
  }

  /** A range of addresses. */
  private record Range(List<Byte> first, int bits) {

    static Range of(String text) {
      return parse(text).orElseThrow();
    }

    static Optional<Range> parse(String text) {
      var slash = text.indexOf('/');
      var address = literal(slash < 0 ? text : text.substring(0, slash));
      if (address.isEmpty()) {
        return Optional.empty();
      }
      var most = address.get().length * 8;
      try {
        var bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
        return bits < 0 || bits > most
            ? Optional.empty()
            : Optional.of(new Range(list(address.get()), bits));
      } catch (NumberFormatException _) {
        return Optional.empty();
      }
    }

    private static List<Byte> list(byte[] bytes) {
      var list = new Byte[bytes.length];
      for (var i = 0; i < bytes.length; i++) {
        list[i] = bytes[i];
      }
      return List.of(list);
    }

    boolean contains(byte[] address) {
      if (address.length != first.size()) {
        return false;
      }
      for (var bit = 0; bit < bits; bit++) {
        var mask = 0x80 >> bit % 8;
        if ((address[bit / 8] & mask) != (first.get(bit / 8) & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  /** The bytes of an address that is written out; empty for a name. */
  private static Optional<byte[]> literal(String text) {
    if (!text.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text).getAddress()); // asks no server
    } catch (UnknownHostException _) {
      return Optional.empty();
    }
  }

  /** Whether a text may be among those that are allowed. */
  public static boolean isRule(String text) {
    return Range.parse(text).isPresent()
        || text.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
  }

  /** Whether the operator allows a host by its name, wherever it is. */
  public boolean allows(String host) {
    return allowed.stream()
        .map(it -> it.toLowerCase(Locale.ROOT))
        .anyMatch(host.toLowerCase(Locale.ROOT)::equals);
  }

  /** Whether the daemon may send to an address. */
  public boolean allows(String host, InetAddress address) {
    var bytes = bytes(address);
    return allows(host)
        || allowed.stream()
            .flatMap(it -> Range.parse(it).stream())
            .anyMatch(it -> it.contains(bytes))
        || NOT_PUBLIC.stream().noneMatch(it -> it.contains(bytes));
  }

  /** An IPv4 address that is written as an IPv6 one is that IPv4 address. */
  private static byte[] bytes(InetAddress address) {
    var bytes = address.getAddress();
    if (address instanceof Inet6Address six && six.isIPv4CompatibleAddress()) {
      var four = new byte[4];
      System.arraycopy(bytes, 12, four, 0, 4);
      return four;
    }
    return address instanceof Inet4Address ? address.getAddress() : bytes;
  }
}
