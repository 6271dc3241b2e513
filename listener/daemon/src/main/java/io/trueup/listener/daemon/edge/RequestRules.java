package io.trueup.listener.daemon.edge;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for admitting requests: a proxy in front must not be able to understand them in another
 * way, and their address must be unambiguous. Pure.
 */
final class RequestRules {

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
  private static final Pattern ONLY_ZEROS = Pattern.compile("0+");
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._~-]*|\\[[0-9A-Fa-f:.%A-Za-z]+])(:[0-9]{0,5})?");
  private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD");

  private RequestRules() {}

  /**
   * The head of a request, as far as the rules need it; each list has all values that came.
   *
   * @param isFirstVersion whether it is HTTP/1.0 and not HTTP/1.1
   */
  record Head(
      String method,
      String target,
      boolean isFirstVersion,
      List<String> hosts,
      List<String> lengths,
      List<String> codings,
      List<String> expectations) {}

  /** Why a request is refused; empty when it is admitted. */
  static Optional<RequestRefusal> check(Head head) {
    return Optional.ofNullable(refusal(head));
  }

  private static @Nullable RequestRefusal refusal(Head head) {
    if (head.hosts().size() > 1 || (head.hosts().isEmpty() && !head.isFirstVersion())) {
      return RequestRefusal.malformed(
          "The request has %d Host headers, and needs one".formatted(head.hosts().size()));
    }
    if (!head.hosts().stream().allMatch(host -> HOST.matcher(host).matches())) {
      return RequestRefusal.malformed("The Host header is not a host with or without a port");
    }
    var framing = framing(head);
    if (framing != null) {
      return framing;
    }
    if (!head.expectations().stream().allMatch("100-continue"::equalsIgnoreCase)) {
      return new RequestRefusal(417, "Only the expectation '100-continue' is supported");
    }
    return RequestTarget.fault(head.target()).map(RequestRefusal::malformed).orElse(null);
  }

  private static @Nullable RequestRefusal framing(Head head) {
    var isChunked = !head.codings().isEmpty();
    if (isChunked && (head.isFirstVersion() || !isOnlyChunked(head.codings()))) {
      return RequestRefusal.malformed("The Transfer-Encoding is not 'chunked' alone");
    }
    if (isChunked && !head.lengths().isEmpty()) {
      return RequestRefusal.malformed(
          "The request has both a Content-Length and a Transfer-Encoding");
    }
    if (head.lengths().size() > 1 || !head.lengths().stream().allMatch(RequestRules::isLength)) {
      return RequestRefusal.malformed("The Content-Length is not one whole number");
    }
    var isEmpty = !isChunked && head.lengths().stream().allMatch(RequestRules::isZero);
    return WITHOUT_BODY.contains(head.method()) && !isEmpty
        ? RequestRefusal.malformed("A %s request must not have a body".formatted(head.method()))
        : null;
  }

  private static boolean isOnlyChunked(List<String> codings) {
    return codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked");
  }

  private static boolean isLength(String length) {
    return LENGTH.matcher(length).matches();
  }

  private static boolean isZero(String length) {
    return ONLY_ZEROS.matcher(length).matches();
  }
}
