package io.trueup.statestore;

import java.util.regex.Pattern;

/**
 * The name of a source: one repository and branch that is followed.
 *
 * @param value lower-case letters, digits and hyphens, at most 63, starting with a letter
 */
public record SourceId(String value) implements Comparable<SourceId> {

  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  public SourceId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a source's name: use lower-case letters, digits and hyphens, at most 63, starting with a letter"
              .formatted(value));
    }
  }

  @Override
  public int compareTo(SourceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
