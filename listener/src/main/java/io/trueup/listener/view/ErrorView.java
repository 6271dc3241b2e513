package io.trueup.listener.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not answered: a problem document of RFC 9457.
 *
 * @param type stable name of the kind of error, such as {@code urn:trueup:error:platform-paused}
 * @param title the status in words
 * @param detail what is wrong and what to do, in a sentence or two
 * @param field which field or parameter is at fault; null when none is
 * @param candidates what may have been meant; empty when there is nothing to choose from
 */
public record ErrorView(
    String type,
    String title,
    int status,
    String detail,
    @Nullable String field,
    List<String> candidates) {

  public ErrorView {
    candidates = List.copyOf(candidates);
  }
}
