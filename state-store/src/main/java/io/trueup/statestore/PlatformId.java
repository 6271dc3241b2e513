package io.trueup.statestore;

/** A platform of a source's ecosystem. */
public record PlatformId(SourceId source, String name) implements Comparable<PlatformId> {

  /**
   * Reads {@code source/Name}.
   *
   * @throws IllegalArgumentException when the text has another form
   */
  public static PlatformId parse(String text) {
    var slash = text.indexOf('/');
    if (slash < 1 || slash == text.length() - 1) {
      throw new IllegalArgumentException("'%s' is no platform of a source".formatted(text));
    }
    return new PlatformId(new SourceId(text.substring(0, slash)), text.substring(slash + 1));
  }

  @Override
  public int compareTo(PlatformId other) {
    var bySource = source.compareTo(other.source);
    return bySource != 0 ? bySource : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return source + "/" + name;
  }
}
