package io.trueup.platforms.postgres;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog says about a table or view: what the model's authors wrote, a line on what it
 * is, and a last one by which it is known whose it is.
 */
final class ObjectComment {

  private static final Pattern MARKER =
      Pattern.compile("(?:^|\n)trueup platform=([^\n ]+) node=([^\n]+)$");

  private static final String RETIRED =
      "RETIRED: no longer in the model, kept until an operator drops it. ";

  /**
   * Whose an object is.
   *
   * @param platform as {@code source/Name}
   * @param node the key of a node of that platform
   */
  record Owner(String platform, String node) {}

  private ObjectComment() {}

  /**
   * Composes a comment.
   *
   * @param description what the model says of it; null for nothing
   * @param sentence what it is, one line
   */
  static String of(@Nullable String description, String sentence, Owner owner) {
    return "%s%s\ntrueup platform=%s node=%s"
        .formatted(
            description == null ? "" : text(description) + "\n",
            sentence,
            owner.platform(),
            owner.node());
  }

  /** What a text of the model becomes in the catalog, which holds every character but one. */
  static String text(String description) {
    return description.replace("\0", "");
  }

  /** Whom a comment names; empty when Trueup did not write it. */
  static Optional<Owner> owner(@Nullable String comment) {
    var matcher = MARKER.matcher(comment == null ? "" : comment);
    return matcher.find()
        ? Optional.of(new Owner(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /** The comment once its node is gone from the model. */
  static String retired(String comment) {
    return isRetired(comment) ? comment : RETIRED + comment;
  }

  /** Whether a comment says that its object was retired. */
  static boolean isRetired(@Nullable String comment) {
    return comment != null && comment.startsWith(RETIRED);
  }
}
