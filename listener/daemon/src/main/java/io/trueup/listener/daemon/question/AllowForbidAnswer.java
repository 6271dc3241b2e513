package io.trueup.listener.daemon.question;

import io.trueup.model.ecosystem.AllowForbid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Allowed and forbidden words; forbidding wins.
 *
 * @param allow null allows everything, empty nothing
 * @param forbid empty forbids nothing
 */
public record AllowForbidAnswer(@Nullable List<String> allow, List<String> forbid) {

  static AllowForbidAnswer of(AllowForbid words) {
    var allow = words.allow();
    return new AllowForbidAnswer(
        allow == null ? null : List.copyOf(allow), List.copyOf(words.forbid()));
  }
}
