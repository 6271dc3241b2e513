package io.trueup.listener.daemon.edge;

import java.net.InetAddress;
import java.util.HexFormat;

/** The network that counts as one client. */
public final class ClientNetwork {

  private static final int IPV4_BYTES = 4;
  private static final int NETWORK_BYTES = 8;

  private ClientNetwork() {}

  /**
   * An IPv4 address, or the first half of an IPv6 address: one host may own the whole second half.
   */
  public static String of(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    var zone = address.indexOf('%');
    var bytes = InetAddress.ofLiteral(zone < 0 ? address : address.substring(0, zone)).getAddress();
    return bytes.length == IPV4_BYTES
        ? address
        : HexFormat.of().formatHex(bytes, 0, Math.min(NETWORK_BYTES, bytes.length));
  }
}
