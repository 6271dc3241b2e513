package io.trueup.listener.daemon.forge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.trueup.listener.engine.text.JsonMappers;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Instant;

/** How a call ended. */
public sealed interface ForgeAnswer {

  /** The forge did it: a status from 200 to 299. */
  @SuppressWarnings("ArrayRecordComponent") // raw bytes, read once
  record Done(int status, byte[] body, HttpHeaders headers) implements ForgeAnswer {

    /** The body as JSON; missing when it is none. */
    public JsonNode json() {
      try {
        var tree = JsonMappers.LENIENT.readTree(body);
        return tree == null ? MissingNode.getInstance() : tree;
      } catch (IOException _) {
        return MissingNode.getInstance();
      }
    }
  }

  /**
   * The call was not made, or not done, because the forge limits calls.
   *
   * @param until when it may be made again
   */
  record Limited(Instant until, String reason) implements ForgeAnswer {}

  /** The forge refuses this call, and would refuse it again. */
  record Refused(int status, String reason, HttpHeaders headers) implements ForgeAnswer {}

  /** The forge did not answer, or with an error of its own; the same call may succeed later. */
  record Failed(String reason) implements ForgeAnswer {}
}
