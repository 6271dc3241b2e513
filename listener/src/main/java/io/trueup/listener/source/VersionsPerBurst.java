package io.trueup.listener.source;

import io.trueup.model.problem.Suggestions;
import java.util.Arrays;
import java.util.Locale;

/** Which merges of a burst become versions: a source's setting. */
public enum VersionsPerBurst {
  /** Each commit along first parents from the last judged one to the head. */
  EVERY_MERGE,
  /** Only the newest one. */
  NEWEST;

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException with a sentence for whoever configures when the text is none
   */
  public static VersionsPerBurst parse(String text) {
    var words = Arrays.stream(values()).map(VersionsPerBurst::text).toList();
    var index = words.indexOf(text);
    if (index < 0) {
      throw new IllegalArgumentException(
          "'%s' is none of %s%s"
              .formatted(
                  text,
                  String.join(", ", words),
                  Suggestions.nearest(text, words)
                      .map("; did you mean '%s'?"::formatted)
                      .orElse("")));
    }
    return values()[index];
  }

  /** The text form in the configuration. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
