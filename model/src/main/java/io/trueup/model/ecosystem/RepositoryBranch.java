package io.trueup.model.ecosystem;

import java.util.regex.Pattern;

/**
 * A repository and a branch, {@code host/owner/name@branch}. Ownership compares all of it,
 * case-sensitively (domain §1).
 *
 * @param repository {@code host/owner/name}
 * @param branch may hold {@code /}
 */
public record RepositoryBranch(String repository, String branch) {

  /** The text form; bounded, because Java matches a repeated group by recursion. */
  public static final String PATTERN = "([^/@\\s]+(?:/[^/@\\s]+){2,30})@([^@\\s]+)";

  private static final Pattern FORM = Pattern.compile(PATTERN);

  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?");

  /** The name of a group, an owner or a repository on a forge. */
  private static final Pattern SEGMENT = Pattern.compile("[\\p{L}\\p{N}_~.][\\p{L}\\p{N}_~.%+-]*");

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException with a sentence for the author when the text has another form
   */
  public static RepositoryBranch parse(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a repository and branch of the form host/owner/name@branch".formatted(text));
    }
    if (!isRepository(text)) {
      throw new IllegalArgumentException(
          "'%s' is not a repository that a forge can have".formatted(text));
    }
    if (!isBranch(text)) {
      throw new IllegalArgumentException("'%s' is not a branch that git can have".formatted(text));
    }
    return new RepositoryBranch(matcher.group(1), matcher.group(2));
  }

  /** Whether a forge can have the repository of a text of this form. */
  public static boolean isRepository(String text) {
    var segments = text.substring(0, text.indexOf('@')).split("/", -1);
    for (var i = 1; i < segments.length; i++) {
      var segment = segments[i];
      if (!SEGMENT.matcher(segment).matches()
          || segment.equals(".")
          || segment.equals("..")
          || segment.endsWith(".git")) {
        return false;
      }
    }
    return HOST.matcher(segments[0]).matches();
  }

  /** Whether git can have the branch of a text of this form, by git-check-ref-format(1). */
  public static boolean isBranch(String text) {
    var branch = text.substring(text.indexOf('@') + 1);
    if (branch.startsWith("-")
        || branch.startsWith("refs/")
        || branch.equals("HEAD")
        || branch.endsWith(".")
        || branch.contains("..")
        || branch.chars().anyMatch(it -> it <= ' ' || it == 0x7f || "~^:?*[\\@".indexOf(it) >= 0)) {
      return false;
    }
    for (var component : branch.split("/", -1)) {
      if (component.isEmpty() || component.startsWith(".") || component.endsWith(".lock")) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return repository + "@" + branch;
  }
}
