package io.trueup.listener;

import io.trueup.listener.cli.NameEncodingCheck;
import io.trueup.listener.cli.TrueupCommand;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.ProcessEnvironment;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine;

/** The program {@code trueup}: reads the process environment once and passes it on. */
public final class Main {

  private static final String LOG_LEVEL = "trueup.log.level";
  private static final Set<String> QUIET =
      Set.of(
          "demo", "bench", "token", "topics", "check", "validate", "graph", "show", "dependents");

  private Main() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] arguments) {
    if (arguments.length > 0
        && QUIET.contains(arguments[0])
        && System.getProperty(LOG_LEVEL) == null) {
      System.setProperty(LOG_LEVEL, "ERROR");
    }
    var names = new ArrayList<>(List.of(arguments));
    names.add(System.getProperty("user.dir"));
    new NameEncodingCheck(System.getProperty("sun.jnu.encoding", "UTF-8"))
        .problem(names)
        .ifPresent(it -> {
          System.err.println("trueup: " + it);
          System.exit(2);
        });
    var version = version();
    var shell = Shell.ofProcess(System.getenv());
    var line =
        arguments.length == 0
            ? whole(shell, version)
            : TrueupCommand.only(shell, version, arguments[0])
                .orElseGet(() -> whole(shell, version));
    System.exit(shell.exitCode(line.execute(arguments)));
  }

  private static CommandLine whole(Shell shell, String version) {
    var postgresCache =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "trueup-postgres-" + System.getProperty("user.name"));
    var serving = new ProcessEnvironment(System::getenv, InstantSource.system(), version, null);
    var playing =
        new ProcessEnvironment(System::getenv, InstantSource.system(), version, postgresCache);
    var commands =
        Map.<String, Object>of(
            "serve",
            new ServeCommand(serving),
            "model-server",
            new ModelServerCommand(serving),
            "postgres",
            new PostgresCommand(serving),
            "topics",
            new TopicsCommand(serving),
            "demo",
            new DemoCommand(playing, shell),
            "bench",
            new CommandLine(new BenchCommand(playing, shell))
                .addSubcommand("daemons", new BenchDaemonsCommand(playing, shell))
                .addSubcommand("kafka", new BenchKafkaCommand(playing, shell))
                .addSubcommand("model", new BenchModelCommand(shell))
                .addSubcommand("model-servers", new BenchModelServersCommand(playing, shell))
                .addSubcommand("retention", new BenchRetentionCommand(playing, shell))
                .addSubcommand("soak", new BenchSoakCommand(playing, shell))
                .addSubcommand("schema", new BenchSchemaCommand(playing, shell))
                .addSubcommand("stream", new BenchStreamCommand(playing, shell)));
    var line = TrueupCommand.line(shell, version, commands);
    Objects.requireNonNull(line.getSubcommands().get("token"))
        .addSubcommand("recover", new RecoverCommand(serving, System.getProperty("user.name")));
    return line;
  }

  private static String version() {
    var version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
