package io.trueup.statestore.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpProxyTest {

  private static final int SHORT_MILLIS = 200;
  private static final int LONG_MILLIS = 30_000;

  private final BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
  private final ServerSocket server = server();
  private final TcpProxy proxy = TcpProxy.to("127.0.0.1", server.getLocalPort());

  private static ServerSocket server() {
    try {
      return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void open() {
    Thread.ofVirtual().start(this::accept);
    proxy.open();
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    server.close();
  }

  private void accept() {
    try {
      while (true) {
        var client = server.accept();
        Thread.ofVirtual().start(() -> echo(client));
      }
    } catch (IOException _) {
      // The test is over.
    }
  }

  private void echo(Socket client) {
    try (client) {
      for (var each = client.getInputStream().read();
          each >= 0;
          each = client.getInputStream().read()) {
        received.add(each);
        client.getOutputStream().write(each);
      }
    } catch (IOException _) {
      // The test is over.
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }

  private static int read(Socket client, int millis) throws IOException {
    client.setSoTimeout(millis);
    return client.getInputStream().read();
  }

  private static void assertSilent(Socket client) {
    assertThatThrownBy(() -> read(client, SHORT_MILLIS)).isInstanceOf(SocketTimeoutException.class);
  }

  private static void assertClosed(Socket client) throws IOException {
    try {
      assertThat(read(client, LONG_MILLIS)).isNegative();
    } catch (SocketException _) {
      // Bytes were on their way to the proxy.
    }
  }

  @Test
  void passesWhatIsSentAndAnswered() throws Exception {
    try (var client = connect()) {
      client.getOutputStream().write(7);

      assertThat(read(client, LONG_MILLIS)).isEqualTo(7);
    }
  }

  @Test
  void keepsBytesBackWhileNothingPasses() throws Exception {
    try (var client = connect()) {
      proxy.stall();
      client.getOutputStream().write(7);
      try (var other = connect()) {
        other.getOutputStream().write(8);

        assertSilent(client);
        assertSilent(other);
        assertThat(received).isEmpty();
        proxy.resume();

        assertThat(read(client, LONG_MILLIS)).isEqualTo(7);
        assertThat(read(other, LONG_MILLIS)).isEqualTo(8);
      }
    }
  }

  @Test
  void letsTheServerActWhileAnswersDoNotPass() throws Exception {
    try (var client = connect()) {
      proxy.stallAnswers();
      client.getOutputStream().write(7);

      assertThat(received.poll(LONG_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo(7);
      assertSilent(client);
      proxy.resume();

      assertThat(read(client, LONG_MILLIS)).isEqualTo(7);
    }
  }

  @Test
  void keepsForsakenConnectionsSilent() throws Exception {
    try (var client = connect()) {
      proxy.stall();
      client.getOutputStream().write(7);
      try (var other = connect()) {
        assertSilent(other); // and the proxy has accepted it
        proxy.forsake();
        try (var late = connect()) {
          late.getOutputStream().write(9);

          assertThat(read(late, LONG_MILLIS)).isEqualTo(9);
        }
        other.getOutputStream().write(8);
        assertSilent(client);
        assertSilent(other);
        assertThat(received).containsExactly(9);
        proxy.cut();

        assertClosed(client);
        assertClosed(other);
      }
    }
  }

  @Test
  void losesWhatIsOnItsWayWhenItIsCut() throws Exception {
    try (var client = connect()) {
      client.getOutputStream().write(7);
      assertThat(read(client, LONG_MILLIS)).isEqualTo(7);
      proxy.stall();
      client.getOutputStream().write(8);
      proxy.cut();

      assertClosed(client);
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }
    proxy.open();
    try (var client = connect()) {
      client.getOutputStream().write(9);

      assertThat(read(client, LONG_MILLIS)).isEqualTo(9);
    }
    assertThat(received).containsExactly(7, 9);
  }

  @Test
  void goesOnAfterItsServerWasAway() throws Exception {
    var port = LastingPorts.free();
    try (var other = TcpProxy.to("127.0.0.1", port)) {
      other.open();
      try (var client = new Socket(InetAddress.getLoopbackAddress(), other.port())) {
        assertThat(read(client, LONG_MILLIS)).isNegative();
      }
      try (var late = new ServerSocket(port, 10, InetAddress.getLoopbackAddress());
          var client = new Socket(InetAddress.getLoopbackAddress(), other.port());
          var accepted = late.accept()) {
        accepted.getOutputStream().write(7);

        assertThat(read(client, LONG_MILLIS)).isEqualTo(7);
      }
    }
  }
}
