package io.trueup.listener.cli;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.api.ApiServer;
import io.trueup.listener.engine.testing.SchemaFixture;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** The command line against the API of a daemon, over a store with models and tables. */
abstract class DaemonFixture {

  final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  final InMemoryStateStore store = new InMemoryStateStore(clock);
  final SchemaFixture scene = new SchemaFixture(store);
  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();

  /** What happens while a command waits. */
  Runnable onPause = () -> {};

  final ApiServer api = ApiServer.of(store, scene);
  private final String token = new StoreScene(store).token("ann", Scope.OPERATE);

  @AfterEach
  void closeApi() {
    api.close();
  }

  /** Runs a command line as an operator; parts in single quotes are one argument. */
  int run(String line) {
    return runAs(token, line);
  }

  /** Runs a command line with a token; parts in single quotes are one argument. */
  int runAs(String presented, String line) {
    var arguments = new ArrayList<String>();
    var parts = line.split("'", -1);
    for (var part = 0; part < parts.length; part++) {
      if (part % 2 == 1) {
        arguments.add(parts[part]);
      } else {
        List.of(parts[part].strip().split(" +")).stream()
            .filter(it -> !it.isEmpty())
            .forEach(arguments::add);
      }
    }
    return execute(presented, arguments.toArray(String[]::new));
  }

  private int execute(String presented, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var shell =
        new Shell(
            Map.of("TRUEUP_SERVER", api.address(), "TRUEUP_TOKEN", presented),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            new Shell.Display.FileOrPipe(),
            Optional::empty,
            () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos(),
            length -> {
              clock.advance(length);
              onPause.run();
            });
    return TrueupCommand.line(shell, "1.2.3", Map.of()).execute(arguments);
  }
}
