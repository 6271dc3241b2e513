package io.trueup.listener.lab.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Sends one GET request again and again over one connection. It takes so little time itself that a
 * rate says something about the server. Not thread-safe.
 */
final class KeepAliveClient implements AutoCloseable {

  private static final String LENGTH = "content-length:";

  private final Socket socket;
  private final InputStream in;
  private final byte[] request;

  /**
   * Connects.
   *
   * @param headers lines, each with its end
   */
  KeepAliveClient(URI address, String headers) {
    try {
      socket = new Socket(address.getHost(), address.getPort());
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
    } catch (IOException e) {
      throw new BenchException("Cannot connect to %s: %s".formatted(address, e.getMessage()), e);
    }
    var query = address.getRawQuery();
    request =
        "GET %s HTTP/1.1\r\nHost: %s:%d\r\n%s\r\n"
            .formatted(
                query == null ? address.getRawPath() : address.getRawPath() + "?" + query,
                address.getHost(),
                address.getPort(),
                headers)
            .getBytes(StandardCharsets.US_ASCII);
  }

  /** Sends the request and returns the answer's body; refuses any status but 200. */
  String send() {
    try {
      socket.getOutputStream().write(request);
      var status = line();
      var length = 0;
      for (var line = line(); !line.isEmpty(); line = line()) {
        if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
          length = Integer.parseInt(line.substring(LENGTH.length()).strip());
        }
      }
      var body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      if (!status.startsWith("HTTP/1.1 200 ")) {
        throw new BenchException("The daemon answers %s: %s".formatted(status, body), null);
      }
      return body;
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
