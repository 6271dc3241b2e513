package io.trueup.listener;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.engine.DaemonException;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.gitserver.GitServerException;
import io.trueup.listener.lab.demo.Demo;
import io.trueup.listener.lab.demo.DemoException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plays the demonstration of the sample ecosystem. */
@Command(
    name = "demo",
    description = {
      "Play a demonstration: a sample ecosystem on a real git server, merged four times and"
          + " realized in a real Postgres.",
      "Everything runs on loopback, in a temporary folder that is removed afterwards."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  private static final int FAILED = 1;

  private final ProcessEnvironment environment;
  private final Shell shell;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--keep", description = "Keep it running after the demonstration, until Ctrl-C.")
  private boolean isKeptRunning;

  DemoCommand(ProcessEnvironment environment, Shell shell) {
    this.environment = environment;
    this.shell = shell;
  }

  @Override
  public Integer call() {
    var isColoured = shell.isTerminal() && !shell.environment().containsKey("NO_COLOR");
    try {
      Demo.play(
          System.out,
          isColoured,
          isKeptRunning ? Demo.Afterwards.KEEP_RUNNING : Demo.Afterwards.STOP,
          environment);
      return 0;
    } catch (DemoException | DaemonException | GitServerException | GitException e) {
      Objects.requireNonNull(spec).commandLine().getErr().println("trueup: " + e.getMessage());
      return FAILED;
    }
  }
}
