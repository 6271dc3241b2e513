package io.trueup.listener.daemon.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.subscription.WebhookVerdict.Away;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Taken;
import io.vertx.core.Vertx;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks on a real port whose answers never end, or never begin. */
@Timeout(60)
class EndlessAnswerTest {

  private static final String BODY = "x";
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();
  private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());

  EndlessAnswerTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    server.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** Answers on a connection. */
  @FunctionalInterface
  private interface Answerer {
    void answer(OutputStream out) throws IOException;
  }

  /** Completes when the client has closed the connection. */
  private CompletableFuture<Void> answer(Answerer answerer) {
    return CompletableFuture.runAsync(() -> {
      try (var socket = server.accept()) {
        answer(socket, answerer);
      } catch (IOException e) {
        throw new IllegalStateException("No connection came", e);
      }
    });
  }

  private static void answer(Socket socket, Answerer answerer) {
    try {
      readRequest(socket.getInputStream());
      answerer.answer(socket.getOutputStream());
      while (socket.getInputStream().read() >= 0) {
        // until the client closes
      }
    } catch (IOException _) {
      // The client has closed.
    }
  }

  /** An answer that comes before its request is another failure, and no test's subject. */
  private static void readRequest(InputStream in) throws IOException {
    var read = new StringBuilder();
    while (read.indexOf("\r\n\r\n" + BODY) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("The request has no end: " + read);
      }
      read.append((char) next);
    }
  }

  /** The sender stays open: it must not need to close to be rid of a connection. */
  private WebhookVerdict post(Duration patience) {
    var sender =
        new WebhookSender(
            vertx,
            new AddressRules(List.of("127.0.0.1")),
            () -> Instant.EPOCH,
            InetAddress::getByName,
            patience);
    return sender.post(
        "http://127.0.0.1:%d/".formatted(server.getLocalPort()),
        Map.of(),
        BODY.getBytes(StandardCharsets.US_ASCII));
  }

  private static void repeat(OutputStream out, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    while (true) {
      out.write(bytes);
      out.flush();
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  @Test
  void takesTheStatusOfAnAnswerThatNeverEndsAndCutsIt() throws Exception {
    var closed =
        answer(out -> {
          write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          repeat(out, "400\r\n" + "x".repeat(1024) + "\r\n");
        });

    assertThat(post(LONG)).isEqualTo(new Taken());
    closed.get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nX: "})
  void waitsForAStalledAnswerNoLongerThanItMay(String begun) throws Exception {
    var closed = answer(out -> write(out, begun));

    assertThat(post(SHORT)).isEqualTo(new Away("It did not answer within 1 seconds", null));
    closed.get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"100 Continue", "103 Early Hints"})
  void waitsForAnEndOfInformationNoLongerThanItMay(String information) throws Exception {
    var closed = answer(out -> repeat(out, "HTTP/1.1 %s\r\n\r\n".formatted(information)));

    assertThat(post(SHORT)).isEqualTo(new Away("It did not answer within 1 seconds", null));
    closed.get(20, TimeUnit.SECONDS);
  }

  @Test
  void readsNoEndlessHeaders() throws Exception {
    var closed =
        answer(out -> {
          write(out, "HTTP/1.1 200 OK\r\n");
          repeat(out, "X-More: and more\r\n");
        });

    assertThat(post(LONG))
        .isEqualTo(new Away("The connection failed: HTTP header is larger than 8192 bytes.", null));
    closed.get(20, TimeUnit.SECONDS);
  }

  @Test
  void readsNoEndlessStatusLine() throws Exception {
    var closed =
        answer(out -> {
          write(out, "HTTP/1.1 200 ");
          repeat(out, "and so on ");
        });

    assertThat(post(LONG))
        .isEqualTo(
            new Away("The connection failed: An HTTP line is larger than 4096 bytes.", null));
    closed.get(20, TimeUnit.SECONDS);
  }
}
