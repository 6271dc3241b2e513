package io.trueup.platforms.relational.container;

/** The versions to which a row of a table applies: {@code >=16}, {@code <23}, or all. */
record VersionRange(String text) {

  boolean contains(ProductVersion version) {
    if (text.isEmpty() || text.equals("*")) {
      return true;
    }
    if (text.startsWith(">=")) {
      return version.compareTo(ProductVersion.of(text.substring(2))) >= 0;
    }
    if (text.startsWith("<")) {
      return version.compareTo(ProductVersion.of(text.substring(1))) < 0;
    }
    throw new IllegalStateException("Cannot read '%s' as a range of versions".formatted(text));
  }
}
