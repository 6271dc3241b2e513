package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartingDaemonTest {

  private final StringWriter err = new StringWriter();

  private int status(String answer) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(503, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    try {
      var address = "http://127.0.0.1:%d".formatted(server.getAddress().getPort());
      var shell =
          new Shell(
              Map.of("TRUEUP_SERVER", address, "TRUEUP_TOKEN", "any"),
              new PrintWriter(new StringWriter(), true),
              new PrintWriter(err, true),
              new Shell.Display.FileOrPipe(),
              Optional::empty,
              () -> 0,
              _ -> {});
      return TrueupCommand.line(shell, "1.2.3", Map.of()).execute("status");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void showsWhyTheDaemonIsNotReady() throws IOException {
    var answer =
        """
        {"type": "urn:trueup:starting", "title": "The daemon is not ready", "status": 503,
         "detail": "The state database does not answer"}
        """;

    assertThat(status(answer)).isEqualTo(ExitCode.FAILED);

    assertThat(err.toString()).isEqualTo("trueup: The state database does not answer\n");
  }

  @Test
  void doubtsThatAnotherServerIsADaemon() throws IOException {
    assertThat(status("<html>Down for maintenance</html>")).isEqualTo(ExitCode.FAILED);

    assertThat(err.toString())
        .startsWith("trueup: Unexpected answer 503 from http://127.0.0.1:")
        .endsWith(", which is probably not a daemon\n");
  }
}
