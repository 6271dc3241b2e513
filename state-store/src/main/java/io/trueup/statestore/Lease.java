package io.trueup.statestore;

/**
 * The right to be the only writer of a resource for a while.
 *
 * @param resource such as {@code source:acme} or {@code platform:acme/Live}
 * @param holder which process
 * @param token grows with each claim; the store refuses a writer that shows an older one
 */
public record Lease(String resource, String holder, long token) {

  /** The resource that a writer of a source claims. */
  public static String resource(SourceId source) {
    return "source:" + source;
  }

  /** The resource that a writer of a platform claims. */
  public static String resource(PlatformId platform) {
    return "platform:" + platform;
  }
}
