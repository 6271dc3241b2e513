package io.trueup.listener.daemon.subscription;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
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
          // Of IPv6 only 2000::/3 is public, apart from parts of it.
          Range.of("::/3"),
          Range.of("4000::/2"),
          Range.of("8000::/1"),
          Range.of("2001::/23"),
          Range.of("2001:db8::/32"),
          Range.of("2002::/16"),
          Range.of("3fff::/20"));

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

  /**
   * An IPv4 address that is written as an IPv6 one is that IPv4 address: the system connects to it.
   */
  private static byte[] bytes(InetAddress address) {
    var bytes = address.getAddress();
    return address instanceof Inet6Address && holdsFour(bytes)
        ? Arrays.copyOfRange(bytes, bytes.length - 4, bytes.length)
        : bytes;
  }

  /**
   * Whether it is {@code ::ffff:a.b.c.d} or {@code ::a.b.c.d}. Where it is written out, Java makes
   * an IPv4 address of the first itself, and leaves it as it is where a name leads to it.
   */
  private static boolean holdsFour(byte[] six) {
    for (var i = 0; i < 10; i++) {
      if (six[i] != 0) {
        return false;
      }
    }
    return six[10] == six[11] && (six[10] == 0 || six[10] == (byte) 0xff);
  }
}
