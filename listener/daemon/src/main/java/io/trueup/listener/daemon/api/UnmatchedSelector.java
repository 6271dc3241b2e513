package io.trueup.listener.daemon.api;

import io.trueup.statestore.PlatformState;
import io.trueup.statestore.control.Selector;
import io.trueup.statestore.control.Selector.Property;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says that a selector matches nothing, and what there is to match. Pure. */
final class UnmatchedSelector {

  private static final int MOST_NAMED = 10;

  private UnmatchedSelector() {}

  /** The warning about a selector that matches none of the platforms. */
  static String warning(Selector selector, List<PlatformState> platforms) {
    if (platforms.isEmpty()) {
      return "There is no platform yet, so that '%s' matches nothing now"
          .formatted(selector.text());
    }
    return "'%s' matches no platform now. %s"
        .formatted(
            selector.text(),
            selector.terms().stream()
                .map(Selector.Term::property)
                .distinct()
                .map(it -> existing(it, platforms))
                .collect(Collectors.joining(". ")));
  }

  private static String existing(Property property, List<PlatformState> platforms) {
    var values =
        platforms.stream()
            .flatMap(it -> values(property, it))
            .collect(Collectors.toCollection(TreeSet::new));
    return values.isEmpty()
        ? "No platform has a %s".formatted(property.text())
        : "There are the %ss %s%s"
            .formatted(
                property.text(),
                values.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")),
                values.size() > MOST_NAMED
                    ? " and %d more".formatted(values.size() - MOST_NAMED)
                    : "");
  }

  private static Stream<String> values(Property property, PlatformState platform) {
    return switch (property) {
      case SOURCE -> Stream.of(platform.id().source().value());
      case PROVIDER -> Stream.ofNullable(platform.terms().provider());
      case TYPE -> Stream.of(platform.type());
      case PLATFORM -> Stream.of(platform.id().toString());
      case TAG -> platform.terms().tags().stream();
    };
  }
}
