package io.trueup.platforms.postgres;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The comment of a table or view in the catalog: the description from the model, a line that says
 * what it is, and a last line that names its owner.
 */
final class ObjectComment {

  private static final Pattern MARKER =
      Pattern.compile("(?:^|\n)trueup platform=([^\n ]+) node=([^\n]+)$");

  private static final String RETIRED =
      "RETIRED: no longer in the model, kept until an operator drops it. ";

  /**
   * The owner of an object.
   *
   * @param platform as {@code source/Name}
   * @param node the key of a node of that platform
   */
  record Owner(String platform, String node) {}

  private ObjectComment() {}

  /**
   * Composes a comment.
   *
   * @param description from the model; null for none
   * @param sentence that says what it is, one line
   */
  static String of(@Nullable String description, String sentence, Owner owner) {
    return "%s%s\ntrueup platform=%s node=%s"
        .formatted(
            description == null ? "" : text(description) + "\n",
            sentence,
            owner.platform(),
            owner.node());
  }

  /** A text of the model as the catalog holds it: without the one character that it cannot hold. */
  static String text(String description) {
    return description.replace("\0", "");
  }

  /** The owner that a comment names; empty when Trueup did not write it. */
  static Optional<Owner> owner(@Nullable String comment) {
    var matcher = MARKER.matcher(comment == null ? "" : comment);
    return matcher.find()
        ? Optional.of(new Owner(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /** The comment after its node has left the model. */
  static String retired(String comment) {
    return isRetired(comment) ? comment : RETIRED + comment;
  }

  /** Whether a comment says that its object was retired. */
  static boolean isRetired(@Nullable String comment) {
    return comment != null && comment.startsWith(RETIRED);
  }
}
