package io.trueup.listener.daemon.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.trueup.listener.daemon.view.ErrorView;
import io.trueup.listener.engine.text.JsonMappers;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer.
 *
 * @param lines the lines that follow the body as they are produced; null for an answer without them
 * @param bytes the content, in place of the body; null for an answer with a body
 */
@SuppressWarnings("ArrayRecordComponent") // written once, to a socket
record HttpAnswer(
    int status,
    String contentType,
    byte[] body,
    Map<String, String> headers,
    @Nullable LineStream lines,
    @Nullable ByteStream bytes) {

  private static final String JSON = "application/json";

  HttpAnswer(int status, String contentType, byte[] body, Map<String, String> headers) {
    this(status, contentType, body, headers, null, null);
  }

  /** Produces lines over time. */
  @FunctionalInterface
  interface LineStream {

    /** Writes every line; called once, on a virtual thread, and may block. */
    void write(Consumer<String> line);
  }

  /** Content of any size, which is not kept in memory. */
  interface ByteStream extends Closeable {

    /** The number of its bytes; -1 when that is not known before. */
    long length();

    /** Writes all of it; called at most once, on a virtual thread, and may block. */
    void write(OutputStream out) throws IOException;
  }

  static HttpAnswer bytes(int status, String contentType, ByteStream bytes) {
    return new HttpAnswer(status, contentType, new byte[0], Map.of(), null, bytes);
  }

  static HttpAnswer lines(LineStream lines) {
    return new HttpAnswer(200, "application/x-ndjson", new byte[0], Map.of(), lines, null);
  }

  static HttpAnswer ok(Object view) {
    return json(200, JSON, view);
  }

  static HttpAnswer created(Object view) {
    return json(201, JSON, view);
  }

  static HttpAnswer noContent() {
    return new HttpAnswer(204, JSON, new byte[0], Map.of());
  }

  static HttpAnswer json(int status, Object view) {
    return json(status, JSON, view);
  }

  static HttpAnswer error(ErrorView error) {
    return json(error.status(), "application/problem+json", error);
  }

  HttpAnswer with(String header, String value) {
    var all = new java.util.TreeMap<>(headers);
    all.put(header, value);
    return new HttpAnswer(status, contentType, body, all, lines, bytes);
  }

  private static HttpAnswer json(int status, String contentType, Object view) {
    try {
      return new HttpAnswer(
          status, contentType, JsonMappers.STRICT.writeValueAsBytes(view), Map.of());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Every view can be written", e);
    }
  }
}
