package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.cli.TrueupCommand;
import io.trueup.listener.cli.terminal.Shell;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command line of an operator of a site's daemon. */
final class OperatorShell {

  private OperatorShell() {}

  /** The standard output and error of a command. */
  record Output(String out, String err) {}

  /** Runs a command with the first token, and requires its exit code. */
  static Output run(Site site, int code, String... words) {
    return runWhile(site, () -> {}, code, words);
  }

  /**
   * Runs a command that waits.
   *
   * @param meanwhile happens again and again while it waits
   */
  static Output runWhile(Site site, Runnable meanwhile, int code, String... words) {
    var out = new StringWriter();
    var err = new StringWriter();
    var shell =
        new Shell(
            Map.of(
                "TRUEUP_SERVER",
                site.address(),
                "TRUEUP_TOKEN_FILE",
                site.folder.resolve("data").resolve("operator.token").toString()),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            new Shell.Display.FileOrPipe(),
            Optional::empty,
            System::nanoTime,
            _ -> {
              meanwhile.run();
              Await.pause();
            });
    assertThat(TrueupCommand.line(shell, "test", Map.of()).execute(words))
        .as("%s%n%s%s", List.of(words), out, err)
        .isEqualTo(code);
    return new Output(out.toString(), err.toString());
  }
}
