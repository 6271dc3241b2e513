package io.trueup.listener.cli.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.Deadline;
import io.trueup.listener.cli.terminal.Shell;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderWaiterTest {

  private static final String NEXT =
      """
      {"platform": "acme/Live", "at": "2026-03-01T12:00:00Z", "destination": 3, "open": false,
       "gates": [{"kind": "policy", "what": "", "reason": "Version 3 waits for an operator",
                  "remedy": "trueup sync acme/Live"}]}
      """;

  private final Deque<String> answers = new ArrayDeque<>();
  private HttpServer daemon;

  @BeforeEach
  void serve() throws IOException {
    daemon = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    daemon.createContext("/", this::answer);
    daemon.start();
  }

  @AfterEach
  void stop() {
    daemon.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = answers.removeFirst().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String platform(int target, int realized) {
    return """
    {"platform": {"source": "acme", "name": "Live", "state": "WAITING", "summary": "Waits",
                  "target": {"version": %d}, "realized": {"version": %d}, "pauses": []},
     "steps": [], "nodes": [], "blocked": [], "runs": [], "audit": [], "windows": []}
    """
        .formatted(target, realized);
  }

  /** Held at version 1. */
  private static String held(int target, int realized) {
    return platform(target, realized)
        .replace(
            "\"pauses\"",
            "\"hold\": {\"version\": 1, \"cause\": \"HOLD\", \"by\": \"ann\", \"reason\": \"audit\","
                + " \"since\": \"2026-03-01T12:00:00Z\"}, \"pauses\"");
  }

  private static String open(int destination) {
    return """
    {"platform": "acme/Live", "at": "2026-03-01T12:00:00Z", "destination": %d, "open": true,
     "gates": []}
    """
        .formatted(destination);
  }

  private OrderWaiter waiter() {
    var shell =
        new Shell(
            Map.of(),
            new PrintWriter(new StringWriter()),
            new PrintWriter(new StringWriter()),
            new Shell.Display.FileOrPipe(),
            Optional::empty,
            () -> 0,
            _ -> {});
    var client = new ApiClient("http://127.0.0.1:" + daemon.getAddress().getPort(), null);
    return new OrderWaiter(client, Deadline.in(shell, Duration.ofMinutes(1)));
  }

  /** The gates that are shut are those of the move after the one that was ordered. */
  @Test
  void waitsOnWhenThePlatformBeganToMoveBetweenTwoQuestions() {
    answers.addAll(List.of(platform(1, 1), NEXT, platform(2, 1), platform(2, 1), platform(2, 2)));

    var after = waiter().await("Live", new Aim.Realized(2, false));

    assertThat(after.platform().realized().version()).isEqualTo(2);
    assertThat(answers).isEmpty();
  }

  @Test
  void stopsAtAGateThatAPersonOpens() {
    answers.addAll(List.of(platform(1, 1), NEXT, platform(1, 1)));

    assertThatThrownBy(() -> waiter().await("Live", new Aim.Realized(2, false)))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("because a person must act: policy: Version 3 waits for an operator");
    assertThat(answers).isEmpty();
  }

  @Test
  void waitsOnWhenTheOrderPassesTheHold() {
    answers.addAll(List.of(held(1, 1), open(2), held(2, 2)));

    waiter().await("Live", new Aim.Realized(2, false));

    assertThat(answers).isEmpty();
  }

  @Test
  void stopsWhenThePlatformOnlyMovesUpToItsHold() {
    answers.addAll(List.of(held(0, 0), open(1), held(0, 0)));

    assertThatThrownBy(() -> waiter().await("Live", new Aim.Realized(2, false)))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("because a person must act: Held at version 1 by ann: audit");
    assertThat(answers).isEmpty();
  }
}
