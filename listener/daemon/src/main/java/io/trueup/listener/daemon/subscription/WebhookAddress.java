package io.trueup.listener.daemon.subscription;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a subscription's events go.
 *
 * @param target the path with the query
 */
record WebhookAddress(boolean isSecure, String host, int port, String target) {

  private static final int LONGEST = 2000;

  /** It is no address that events may be sent to. */
  static final class RefusedException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    private RefusedException(String message, String reason) {
      super(message);
      this.reason = reason;
    }

    /** Why, without the address, which may be a secret. */
    String reason() {
      return reason;
    }
  }

  /**
   * Reads and checks an address.
   *
   * @throws RefusedException when it is none that events may be sent to; the message is for whoever
   *     wrote it
   */
  static WebhookAddress parse(String text, AddressRules rules) {
    var uri = uri(text);
    var host = uri.getHost();
    if (host == null || uri.getScheme() == null) {
      throw refused(text, "it must be an address such as https://hooks.example/trueup");
    }
    var scheme = uri.getScheme();
    if (!scheme.equals("https") && !(scheme.equals("http") && rules.allows(host))) {
      throw refused(
          text,
          scheme.equals("http")
              ? "it must begin with https://. Without TLS the host must be among 'subscriptions.allow' of the configuration"
              : "it must begin with https://");
    }
    if (uri.getUserInfo() != null || uri.getFragment() != null) {
      throw refused(text, "it must have no user, no password and no fragment");
    }
    var bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return new WebhookAddress(
        scheme.equals("https"),
        bare,
        uri.getPort() < 0 ? scheme.equals("https") ? 443 : 80 : uri.getPort(),
        uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
  }

  private static URI uri(String text) {
    if (text.length() > LONGEST) {
      throw new RefusedException(
          "A webhook's address has at most %d characters".formatted(LONGEST),
          "it has more than %d characters".formatted(LONGEST));
    }
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw refused(text, "it is no address: " + e.getReason());
    }
  }

  private static RefusedException refused(String text, String reason) {
    return new RefusedException("Cannot send events to '%s': %s".formatted(text, reason), reason);
  }
}
