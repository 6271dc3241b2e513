package io.trueup.listener.daemon.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.forge.api.ForgeAnswer;
import java.net.http.HttpHeaders;
import java.util.function.Function;

/** What a forge told. */
sealed interface Told<T> {

  /** This. */
  record Value<T>(T value, HttpHeaders headers) implements Told<T> {}

  /**
   * Nothing.
   *
   * @param isHidden whether it may not be told with this token
   */
  record Nothing<T>(boolean isHidden, String reason) implements Told<T> {}

  /** What an answer tells. */
  static <T> Told<T> of(ForgeAnswer answer, Function<JsonNode, T> read) {
    return switch (answer) {
      case ForgeAnswer.Done done -> new Value<>(read.apply(done.json()), done.headers());
      case ForgeAnswer.Limited(_, var reason) -> new Nothing<>(false, reason);
      case ForgeAnswer.Refused(var status, var reason, _) ->
          new Nothing<>(status == 403 || status == 404, reason);
      case ForgeAnswer.Failed(var reason) -> new Nothing<>(false, reason);
    };
  }
}
