package io.trueup.platforms.relational.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A version of a product, such as {@code 17}, {@code 12.2} or {@code 23ai}. Ordered by its numbers;
 * a missing number counts as zero.
 */
record ProductVersion(List<Integer> numbers) implements Comparable<ProductVersion> {

  private static final Pattern FORM =
      Pattern.compile("[vV]?(\\d{1,9}(?:\\.\\d{1,9})*)[A-Za-z]{0,4}(?:[ .+-].*)?");

  ProductVersion {
    numbers = List.copyOf(numbers);
  }

  /** Reads a version; empty when the text is not one. */
  static Optional<ProductVersion> parse(String text) {
    var matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    var numbers = new ArrayList<Integer>();
    for (var number : matcher.group(1).split("\\.", -1)) {
      numbers.add(Integer.valueOf(number));
    }
    return Optional.of(new ProductVersion(numbers));
  }

  static ProductVersion of(String text) {
    return parse(text)
        .orElseThrow(
            () -> new IllegalStateException("Cannot read '%s' as a version".formatted(text)));
  }

  @Override
  public int compareTo(ProductVersion other) {
    for (var at = 0; at < Math.max(numbers.size(), other.numbers.size()); at++) {
      var difference = Integer.compare(number(at), other.number(at));
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  private int number(int at) {
    return at < numbers.size() ? numbers.get(at) : 0;
  }

  @Override
  public String toString() {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining("."));
  }
}
