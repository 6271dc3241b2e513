package io.trueup.model.ecosystem;

import io.trueup.model.fingerprint.Canonical;
import io.trueup.model.fingerprint.Fingerprint;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an object's author tells people about it. No platform acts on it; that it changed is known,
 * for ownership covers it too.
 *
 * @param description one line or a few; null when none was given
 * @param rest digest of the documentation in Markdown and of the tags, which can be read again
 */
public record Documentation(@Nullable String description, Fingerprint rest) {

  /** That nothing was told. */
  public static final Documentation NONE = new Documentation(null, rest(null, List.of()));

  // By hand, as it is asked for millions of times before a compiler has seen it.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Documentation it
            && rest.equals(it.rest)
            && Objects.equals(description, it.description));
  }

  @Override
  public int hashCode() {
    return 31 * rest.hashCode() + Objects.hashCode(description);
  }

  /**
   * What was told.
   *
   * @param markdown the longer text
   * @param tags in any order
   */
  public static Documentation of(
      @Nullable String description, @Nullable String markdown, Collection<String> tags) {
    if (markdown == null && tags.isEmpty()) {
      return description == null ? NONE : new Documentation(description, NONE.rest);
    }
    return new Documentation(description, rest(markdown, tags));
  }

  private static Fingerprint rest(@Nullable String markdown, Collection<String> tags) {
    return Canonical.of("documentation")
        .add(Optional.ofNullable(markdown))
        .addUnordered(tags)
        .fingerprint();
  }
}
