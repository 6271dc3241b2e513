package io.trueup.statestore;

/** A platform of a source's ecosystem. */
public record PlatformId(SourceId source, String name) implements Comparable<PlatformId> {

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
