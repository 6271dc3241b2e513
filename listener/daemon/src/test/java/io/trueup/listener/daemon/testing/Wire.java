package io.trueup.listener.daemon.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A connection on which a test writes bytes of its own and reads what is answered. */
public final class Wire implements AutoCloseable {

  /** How long an answer may take before it is said to hang. */
  private static final int PATIENCE_MILLIS = 25_000;

  private static final Pattern STATUS = Pattern.compile("(?m)^HTTP/1\\.[01] ([2-9][0-9]{2}) ");

  private final Socket socket;
  private final InputStream in;

  private Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** An answer; header names in lower case, of repeated ones the last. */
  public record Reply(int status, Map<String, String> headers, String body) {

    /** A header; empty when it is not there. */
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** Connects to a port of this machine. */
  public static Wire connect(int port) {
    try {
      var socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      return new Wire(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends bytes on a connection of its own; gives all answers until the server closes it. */
  public static List<Reply> exchange(int port, byte[] bytes) {
    try (var wire = connect(port)) {
      wire.send(bytes);
      return wire.repliesUntilClosed();
    }
  }

  /** The same, and gives the answers' statuses alone, whatever their bodies should have been. */
  public static List<Integer> statuses(int port, byte[] bytes) {
    try (var wire = connect(port)) {
      wire.send(bytes);
      return wire.statusesUntilClosed();
    }
  }

  /** The statuses of all answers until the server closes the connection. */
  public List<Integer> statusesUntilClosed() {
    var all = new String(bytesUntilClosed(), StandardCharsets.ISO_8859_1);
    return STATUS.matcher(all).results().map(it -> Integer.valueOf(it.group(1))).toList();
  }

  /** Says that no more will be sent. */
  public void endOutput() {
    try {
      socket.shutdownOutput();
    } catch (SocketException _) {
      // The server has closed already.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] bytesUntilClosed() {
    var all = new ByteArrayOutputStream();
    try {
      for (var next = in.read(); next >= 0; next = in.read()) {
        all.write(next);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("The connection stays open after " + all, e);
    } catch (SocketException _) {
      // What came before it was closed counts.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }

  /** Sends a head whose lines end as HTTP wants, and a body; gives the first answer. */
  public static @Nullable Reply ask(int port, String head, String body) {
    try (var wire = connect(port)) {
      wire.send(head.replace("\n", "\r\n") + body);
      return wire.reply();
    }
  }

  /** Sends a text, one byte a character. */
  public void send(String text) {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends bytes. That the server has closed already shows in the answers. */
  public void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (SocketException _) {
      // What it said before it closed can still be read.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the next byte of an answer and leaves the rest where it is. */
  public int next() {
    try {
      return socket.getInputStream().read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next answer; null when the server closed the connection instead. */
  public @Nullable Reply reply() {
    try {
      return read();
    } catch (SocketTimeoutException e) {
      throw new AssertionError("No answer, and the connection stays open", e);
    } catch (SocketException _) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All answers until the server closes the connection. */
  public List<Reply> repliesUntilClosed() {
    var replies = new ArrayList<Reply>();
    for (var reply = reply(); reply != null; reply = reply()) {
      replies.add(reply);
    }
    return replies;
  }

  private @Nullable Reply read() throws IOException {
    var first = line();
    if (first == null) {
      return null;
    }
    var words = first.split(" ", 3);
    if (words.length < 2 || !words[0].startsWith("HTTP/1.")) {
      throw new AssertionError("Not an answer in HTTP: " + first);
    }
    var headers = headers();
    var status = Integer.parseInt(words[1]);
    if (status / 100 == 1) {
      return read();
    }
    return new Reply(status, headers, body(status, headers));
  }

  private Map<String, String> headers() throws IOException {
    var headers = new TreeMap<String, String>();
    for (var line = line(); line != null && !line.isEmpty(); line = line()) {
      var colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private String body(int status, Map<String, String> headers) throws IOException {
    if (status == 204 || status == 304) {
      return "";
    }
    if ("chunked".equals(headers.get("transfer-encoding"))) {
      var body = new StringBuilder();
      for (var size = size(); size > 0; size = size()) {
        body.append(text(size));
        line();
      }
      line();
      return body.toString();
    }
    return text(Integer.parseInt(headers.getOrDefault("content-length", "0")));
  }

  private int size() throws IOException {
    var line = line();
    return line == null ? 0 : Integer.parseInt(line, 16);
  }

  private String text(int length) throws IOException {
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private @Nullable String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (var next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
      }
      line.write(next);
    }
    return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
