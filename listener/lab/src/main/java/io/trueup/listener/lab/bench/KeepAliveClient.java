package io.trueup.listener.lab.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * Sends requests one after the other over one connection. It takes so little time itself that a
 * rate says something about the server. Not thread-safe.
 */
final class KeepAliveClient implements AutoCloseable {

  private static final String LENGTH = "content-length:";
  private static final String LOCATION = "location:";

  /** A server that sends nothing for so long has failed. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Socket socket;
  private final InputStream in;

  /**
   * The answer to a request.
   *
   * @param location where it redirects to; empty when it does not
   */
  record Answer(int status, String location, String body) {

    /** The body; refuses any status but the expected one. */
    String expect(int expected) {
      if (status != expected) {
        throw new BenchException("The daemon answers %d: %s".formatted(status, body), null);
      }
      return body;
    }
  }

  /** Connects to the server of an address. */
  KeepAliveClient(URI server) {
    try {
      socket = new Socket(server.getHost(), server.getPort());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
    } catch (IOException e) {
      throw new BenchException("Cannot connect to %s: %s".formatted(server, e.getMessage()), e);
    }
  }

  /**
   * A GET request.
   *
   * @param headers lines, each with its end
   */
  static byte[] get(URI address, String headers) {
    return head("GET", address, headers);
  }

  /** A POST request; for {@code headers} see {@link #get}. */
  static byte[] post(URI address, String headers, byte[] body) {
    var head = head("POST", address, headers + "Content-Length: %d\r\n".formatted(body.length));
    var request = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  private static byte[] head(String method, URI address, String headers) {
    var query = address.getRawQuery();
    return "%s %s HTTP/1.1\r\nHost: %s:%d\r\n%s\r\n"
        .formatted(
            method,
            query == null ? address.getRawPath() : address.getRawPath() + "?" + query,
            address.getHost(),
            address.getPort(),
            headers)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Sends a request and returns its answer. */
  Answer send(byte[] request) {
    try {
      socket.getOutputStream().write(request);
      var status = Integer.parseInt(line().split(" ", 3)[1]);
      var length = 0;
      var location = "";
      for (var line = line(); !line.isEmpty(); line = line()) {
        var lower = line.toLowerCase(Locale.ROOT);
        if (lower.startsWith(LENGTH)) {
          length = Integer.parseInt(line.substring(LENGTH.length()).strip());
        } else if (lower.startsWith(LOCATION)) {
          location = line.substring(LOCATION.length()).strip();
        }
      }
      return new Answer(
          status, location, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BenchException("A request failed: " + e.getMessage(), e);
    }
  }

  private String line() throws IOException {
    var line = new StringBuilder(64);
    for (var read = in.read(); read != '\n'; read = in.read()) {
      if (read < 0) {
        throw new IOException("The connection ended");
      }
      if (read != '\r') {
        line.append((char) read);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new BenchException("Cannot close a connection: " + e.getMessage(), e);
    }
  }
}
