package io.trueup.listener;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.engine.DaemonException;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.gitserver.GitServerException;
import io.trueup.listener.lab.bench.BenchException;
import io.trueup.listener.lab.bench.Measured;
import io.trueup.listener.lab.demo.DemoException;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.embedded.EmbeddedPostgresException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures something, and prints the report as text or JSON. */
abstract class BenchmarkCommand implements Callable<Integer> {

  private static final int FAILED = 1;

  private final Shell shell;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      description = "text or json. Default: ${DEFAULT-VALUE}.")
  private String output = "text";

  BenchmarkCommand(Shell shell) {
    this.shell = shell;
  }

  /**
   * Measures.
   *
   * @param progress takes sentences for people
   * @throws IllegalArgumentException when the options make no sense, with a sentence for people
   */
  abstract Measured measure(PrintWriter progress);

  @Override
  public final Integer call() {
    var line = Objects.requireNonNull(spec).commandLine();
    var isJson = output.equalsIgnoreCase("json");
    if (!isJson && !output.equalsIgnoreCase("text")) {
      throw new ParameterException(
          line, "The output must be 'text' or 'json', not '%s'".formatted(output));
    }
    try {
      var measured = measure(shell.err());
      shell.out().println(isJson ? measured.json() : measured.text());
      shell.out().flush();
      return measured.isGood() ? 0 : FAILED;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(line, String.valueOf(e.getMessage()), e);
    } catch (BenchException
        | DemoException
        | DaemonException
        | GitServerException
        | GitException
        | EmbeddedPostgresException
        | StateStoreException e) {
      line.getErr().println("trueup: " + e.getMessage());
      return FAILED;
    }
  }
}
