package io.trueup.listener.cli;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.gitserver.testing.GitWorkTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A repository with the sample ecosystem on its branch main, and the command line. */
public abstract class ModelFixture {

  private static final Path SAMPLE = Path.of("../../docs/samples/northwind");

  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();

  /** The variables of the commands. */
  Map<String, String> environment = Map.of();

  @TempDir public Path folder;
  public GitWorkTree ada;

  @BeforeEach
  void commitTheSample() {
    ada = GitWorkTree.create(folder.resolve("model"), "nowhere");
    copySample(ada.folder());
    ada.commit("The sample");
  }

  static void copySample(Path to) {
    try (var files = Files.walk(SAMPLE)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var copy = to.resolve(SAMPLE.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces text in a file; it must be there. */
  public void edit(String path, String from, String to) {
    try {
      var file = ada.folder().resolve(path);
      var content = Files.readString(file);
      if (!content.contains(from)) {
        throw new IllegalArgumentException("'%s' has no '%s'".formatted(path, from));
      }
      Files.writeString(file, content.replace(from, to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command in the repository. */
  int run(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--repository", ada.folder().toString()));
    return runAnywhere(all.toArray(String[]::new));
  }

  /** Runs a command. */
  int runAnywhere(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var shell =
        new Shell(
            environment,
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            new Shell.Display.FileOrPipe(),
            Optional::empty,
            () -> 0,
            _ -> {});
    return TrueupCommand.line(shell, "1.2.3", Map.of()).execute(arguments);
  }
}
