package io.trueup.listener.daemon.forge.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the statuses of a source go.
 *
 * @param repository by which the API knows it, such as {@code acme} and {@code model}
 * @param branch that the source follows
 * @param qualifier sets the source apart from others of the same repository; empty when there are
 *     none
 * @param link to the status page; null when its address is not known
 */
record StatusTarget(
    List<String> repository, String branch, String qualifier, @Nullable String link) {

  StatusTarget {
    repository = List.copyOf(repository);
  }

  /** What a status is called. */
  String context(StatusReport report) {
    return qualifier.isEmpty()
        ? report.context()
        : "%s (%s)".formatted(report.context(), qualifier);
  }

  /** What the environment of a platform is called. */
  String environment(StatusReport.OfPlatform report) {
    var name = report.platform().name();
    return qualifier.isEmpty() ? name : qualifier + "/" + name;
  }
}
