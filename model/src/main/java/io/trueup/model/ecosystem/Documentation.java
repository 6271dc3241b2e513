package io.trueup.model.ecosystem;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintBuilder;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An author's description of a thing. No platform acts on it, but ownership covers its changes.
 *
 * @param description one line or a few; null when none was given
 * @param rest digest of the Markdown text and the tags, which can be read again from the file
 */
public record Documentation(@Nullable String description, Fingerprint rest) {

  /** No documentation. */
  public static final Documentation NONE = new Documentation(null, rest(null, List.of()));

  // Written out, because it runs millions of times before a compiler has seen it.
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
   * Digests the longer parts.
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
    return FingerprintBuilder.of("documentation")
        .add(Optional.ofNullable(markdown))
        .addUnordered(tags)
        .fingerprint();
  }
}
