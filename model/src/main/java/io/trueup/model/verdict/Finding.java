package io.trueup.model.verdict;

import io.trueup.model.problem.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem before its exact place was looked up.
 *
 * @param origin the document at fault; null for the model as a whole
 * @param path names of fields from the document down to the place
 */
record Finding(
    String rule,
    Severity severity,
    @Nullable Origin origin,
    List<String> path,
    String message,
    String remedy) {

  static Finding error(
      String rule, @Nullable Origin origin, List<String> path, String message, String remedy) {
    return new Finding(rule, Severity.ERROR, origin, path, message, remedy);
  }
}
