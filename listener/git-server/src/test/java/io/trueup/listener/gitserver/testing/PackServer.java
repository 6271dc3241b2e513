package io.trueup.listener.gitserver.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** A git server of the second protocol that serves any pack, and keeps what it is asked. */
public final class PackServer implements AutoCloseable {

  private static final int PIECE = 60_000;
  private static final String ADVERTISEMENT =
      "001e# service=git-upload-pack\n0000000eversion 2\n000cls-refs\n000afetch\n0000";

  private final HttpServer server;
  private final byte[] refs;
  private final byte[] pack;
  private final List<String> questions = new CopyOnWriteArrayList<>();

  private PackServer(byte[] refs, byte[] pack) throws IOException {
    this.refs = refs;
    this.pack = pack;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Serves a repository without any ref. */
  public static PackServer empty() throws IOException {
    return new PackServer("0000".getBytes(StandardCharsets.US_ASCII), new byte[0]);
  }

  /** Serves a branch {@code main} that is at a commit, and a pack to every client that fetches. */
  public static PackServer of(String commit, byte[] pack) throws IOException {
    var refs = line(commit + " refs/heads/main\n") + "0000";
    return new PackServer(refs.getBytes(StandardCharsets.US_ASCII), pack);
  }

  private static String line(String text) {
    return "%04x%s".formatted(text.length() + 4, text);
  }

  /** Where it is. */
  public String url() {
    return "http://127.0.0.1:%d/model.git".formatted(server.getAddress().getPort());
  }

  /** The bodies of what was asked. */
  public List<String> questions() {
    return questions;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var isGreeting = exchange.getRequestMethod().equals("GET");
      var question = isGreeting ? "" : new String(body(exchange), StandardCharsets.UTF_8);
      if (!isGreeting) {
        questions.add(question);
      }
      var body =
          isGreeting
              ? ADVERTISEMENT.getBytes(StandardCharsets.US_ASCII)
              : question.contains("command=fetch") ? sent() : refs;
      exchange
          .getResponseHeaders()
          .set(
              "Content-Type",
              "application/x-git-upload-pack-" + (isGreeting ? "advertisement" : "result"));
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** In pieces of the first band of the side-band. */
  private byte[] sent() {
    var out = new ByteArrayOutputStream();
    out.writeBytes(line("packfile\n").getBytes(StandardCharsets.US_ASCII));
    for (var from = 0; from < pack.length; from += PIECE) {
      var length = Math.min(PIECE, pack.length - from);
      out.writeBytes("%04x\1".formatted(length + 5).getBytes(StandardCharsets.US_ASCII));
      out.write(pack, from, length);
    }
    out.writeBytes("0000".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    var encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    try (var body =
        "gzip".equals(encoding)
            ? new GZIPInputStream(exchange.getRequestBody())
            : exchange.getRequestBody()) {
      return body.readAllBytes();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
