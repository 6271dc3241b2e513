package io.trueup.model.ecosystem;

import java.util.regex.Pattern;

/**
 * A repository and a branch of it, {@code host/owner/name@branch}. Identity for ownership is all of
 * it, case-sensitive (domain §1).
 *
 * @param repository {@code host/owner/name}
 * @param branch may hold {@code /}
 */
public record RepositoryBranch(String repository, String branch) {

  /** The text form; bounded, since Java matches a repeated group by recursion. */
  public static final String PATTERN = "([^/@\\s]+(?:/[^/@\\s]+){2,30})@([^@\\s]+)";

  private static final Pattern FORM = Pattern.compile(PATTERN);

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException with a sentence for the author when the text is none
   */
  public static RepositoryBranch parse(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a repository and branch of the form host/owner/name@branch".formatted(text));
    }
    return new RepositoryBranch(matcher.group(1), matcher.group(2));
  }

  @Override
  public String toString() {
    return repository + "@" + branch;
  }
}
