package io.trueup.listener.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.trueup.listener.api.view.ErrorView;
import io.trueup.listener.api.view.Json;
import java.util.Map;

/** What is sent back. */
@SuppressWarnings("ArrayRecordComponent") // written once, to a socket
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {

  private static final String JSON = "application/json";

  static Answer ok(Object view) {
    return json(200, JSON, view);
  }

  static Answer created(Object view) {
    return json(201, JSON, view);
  }

  static Answer noContent() {
    return new Answer(204, JSON, new byte[0], Map.of());
  }

  static Answer json(int status, Object view) {
    return json(status, JSON, view);
  }

  static Answer error(ErrorView error) {
    return json(error.status(), "application/problem+json", error);
  }

  Answer with(String header, String value) {
    var all = new java.util.TreeMap<>(headers);
    all.put(header, value);
    return new Answer(status, contentType, body, all);
  }

  private static Answer json(int status, String contentType, Object view) {
    try {
      return new Answer(status, contentType, Json.STRICT.writeValueAsBytes(view), Map.of());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Every view can be written", e);
    }
  }
}
