package io.trueup.model.document.kind;

import java.util.regex.Pattern;

/**
 * Checks whether texts are hosts: a name of labels (RFC 1123, and underscores, which many networks
 * use), an IPv4 address in four decimal parts, or an IPv6 address (RFC 4291 §2.2), in brackets or
 * not. Resolves no name.
 */
final class Hosts {

  private static final int LONGEST = 253;
  private static final int GROUPS = 8;

  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final Pattern HEXTET = Pattern.compile("[0-9A-Fa-f]{1,4}");
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

  private Hosts() {}

  static boolean isHost(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return false;
    }
    if (text.startsWith("[")) {
      return text.endsWith("]") && isIpv6(text.substring(1, text.length() - 1));
    }
    return text.indexOf(':') >= 0 ? isIpv6(text) : isNameOrIpv4(text);
  }

  /** {@code host:port}, one or several by commas; spaces around the commas do not matter. */
  static boolean areHostsAndPorts(String text) {
    for (var part : text.split(",", -1)) {
      if (!isHostAndPort(part.strip())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHostAndPort(String text) {
    var colon = text.lastIndexOf(':');
    if (colon < 0) {
      return false;
    }
    var host = text.substring(0, colon);
    var port = text.substring(colon + 1);
    return (host.indexOf(':') < 0 || host.startsWith("["))
        && isHost(host)
        && PORT.matcher(port).matches()
        && Integer.parseInt(port) <= 65535;
  }

  /** A name that ends in a number must be an IPv4 address. */
  private static boolean isNameOrIpv4(String text) {
    var absolute = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    var labels = absolute.split("\\.", -1);
    for (var label : labels) {
      if (!LABEL.matcher(label).matches()) {
        return false;
      }
    }
    return !DIGITS.matcher(labels[labels.length - 1]).matches() || isIpv4(text);
  }

  private static boolean isIpv4(String text) {
    var parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    for (var part : parts) {
      if (!OCTET.matcher(part).matches() || Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIpv6(String text) {
    var gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text, true) == GROUPS;
    }
    var before = text.substring(0, gap);
    var after = text.substring(gap + 2);
    var left = before.isEmpty() ? 0 : groups(before, false);
    var right = after.isEmpty() ? 0 : groups(after, true);
    // A gap stands for at least one group.
    return left >= 0 && right >= 0 && left + right < GROUPS;
  }

  /** The number of groups of 16 bits; -1 when the text is something else. */
  private static int groups(String text, boolean mayEndInIpv4) {
    var parts = text.split(":", -1);
    if (parts.length > GROUPS) {
      return -1;
    }
    for (var i = 0; i < parts.length; i++) {
      if (!HEXTET.matcher(parts[i]).matches()) {
        return mayEndInIpv4 && i == parts.length - 1 && isIpv4(parts[i]) ? parts.length + 1 : -1;
      }
    }
    return parts.length;
  }
}
