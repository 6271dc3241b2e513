package io.trueup.listener.daemon.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request failed: a problem document of RFC 9457.
 *
 * @param type the stable name of the kind of error, such as {@code
 *     urn:trueup:error:platform-paused}
 * @param title the HTTP status in words
 * @param detail what is wrong and what to do, in a sentence or two
 * @param field the field or parameter at fault; null when there is none
 * @param candidates the names that the caller may have meant; may be empty
 * @param gates that refused an order; may be empty
 * @param current the newest version that is served, where the version that was asked for is not
 *     kept; left out otherwise
 */
public record ErrorView(
    String type,
    String title,
    int status,
    String detail,
    @Nullable String field,
    List<String> candidates,
    List<GateView> gates,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long current) {

  public ErrorView {
    candidates = List.copyOf(candidates);
    gates = List.copyOf(gates);
  }
}
