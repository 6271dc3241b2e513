package io.trueup.listener.lab.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * Sends GET requests over one connection. It takes so little time itself that a rate says something
 * about the server. Not thread-safe.
 */
final class KeepAliveClient implements AutoCloseable {

  private static final String LENGTH = "content-length:";
  private static final String LOCATION = "location:";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Socket socket;
  private final InputStream in;
  private final String rest;
  private final byte[] request;

  /**
   * An answer.
   *
   * @param location where it redirects to; empty when it does not
   */
  record Answer(int status, String location, String body) {}

  /**
   * Connects.
   *
   * @param address of the server, and of what {@link #send} asks
   * @param headers lines, each with its end
   */
  KeepAliveClient(URI address, String headers) {
    try {
      socket = new Socket(address.getHost(), address.getPort());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
    } catch (IOException e) {
      throw new BenchException("Cannot connect to %s: %s".formatted(address, e.getMessage()), e);
    }
    rest =
        " HTTP/1.1\r\nHost: %s:%d\r\n%s\r\n"
            .formatted(address.getHost(), address.getPort(), headers);
    var query = address.getRawQuery();
    request = request(query == null ? address.getRawPath() : address.getRawPath() + "?" + query);
  }

  private byte[] request(String target) {
    return ("GET " + target + rest).getBytes(StandardCharsets.US_ASCII);
  }

  /** Sends the request and returns the answer's body; refuses any status but 200. */
  String send() {
    try {
      var answer = answer(request);
      if (answer.status() != 200) {
        throw new BenchException(
            "The daemon answers %d: %s".formatted(answer.status(), answer.body()), null);
      }
      return answer.body();
    } catch (IOException e) {
      throw new BenchException("A request failed: " + e.getMessage(), e);
    }
  }

  /** Asks for another target of the same server. */
  Answer ask(String target) throws IOException {
    return answer(request(target));
  }

  private Answer answer(byte[] question) throws IOException {
    socket.getOutputStream().write(question);
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
    return new Answer(status, location, new String(in.readNBytes(length), StandardCharsets.UTF_8));
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
