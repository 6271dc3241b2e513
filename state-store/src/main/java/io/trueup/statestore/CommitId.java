package io.trueup.statestore;

import java.util.regex.Pattern;

/**
 * A git commit.
 *
 * @param value 40 lower-case hex digits
 */
public record CommitId(String value) {

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}");

  public CommitId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("'%s' is not a full commit id".formatted(value));
    }
  }

  /** The first eight digits, for people. */
  public String abbreviated() {
    return value.substring(0, 8);
  }

  @Override
  public String toString() {
    return value;
  }
}
