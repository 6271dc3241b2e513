package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.api.ApiServer;
import io.trueup.listener.engine.testing.CompiledSource;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.listener.engine.text.Counts;
import io.trueup.listener.engine.versions.VersionManifest;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Compiled versions on their way from a daemon to the folder of another machine. */
class VersionTransfersTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final InMemoryStateStore store =
      new InMemoryStateStore(new SettableClock(Instant.parse("2026-03-01T12:00:00Z")));
  private final StoreScene scene = new StoreScene(store);
  private final ApiServer api = new ApiServer(store, false);
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final AtomicInteger pauses = new AtomicInteger();
  private String token;
  private CompiledSource source;
  private Path data;

  @BeforeEach
  void acceptTheFirst() {
    token = scene.token("ann", Scope.READ);
    source = new CompiledSource(folder.resolve("source"));
    accept(1);
    api.compiled.put(StoreScene.ACME, source.compiled());
    data = folder.resolve("data");
  }

  @AfterEach
  void close() {
    api.close();
    source.close();
  }

  private String accept(int number) {
    var commit = source.accept(number);
    scene.merge(new CommitId(commit));
    return commit;
  }

  private Shell shell() {
    return new Shell(
        Map.of("TRUEUP_SERVER", api.address(), "TRUEUP_TOKEN", token),
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        new Shell.Display.FileOrPipe(),
        Optional::empty,
        () -> 0,
        _ -> pauses.incrementAndGet());
  }

  private int run(CommandLine line, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return line.execute(arguments);
  }

  private int trueup(String... arguments) {
    return run(TrueupCommand.line(shell(), "1.2.3", Map.of()), arguments);
  }

  private JsonNode json() throws IOException {
    return JSON.readTree(out.toString());
  }

  private int fetch(String... more) {
    var all = new ArrayList<>(List.of("versions", "fetch", "acme", "merged"));
    all.addAll(List.of("--into", data.toString(), "--any-release", "-o", "json"));
    all.addAll(List.of(more));
    return trueup(all.toArray(String[]::new));
  }

  private Path versions() {
    return data.resolve("versions/acme");
  }

  private VersionManifest manifest(String commit) throws IOException {
    return source.compiled().manifest(commit).orElseThrow();
  }

  private List<String> found() throws IOException {
    if (!Files.isDirectory(versions())) {
      return List.of();
    }
    try (var files = Files.list(versions())) {
      return files
          .map(it -> it.getFileName().toString())
          .filter(it -> !it.equals("import.lock"))
          .sorted()
          .toList();
    }
  }

  @Test
  void fetchesAllOnceAndThenTheDifference() throws IOException {
    assertThat(fetch()).isZero();
    var first = json();
    var commit = accept(2);
    assertThat(fetch()).isZero();
    var second = json();

    assertThat(first.path("movedBytes").asLong()).isEqualTo(first.path("bytes").asLong());
    assertThat(second.path("commit").asText()).isEqualTo(commit);
    assertThat(second.path("movedFiles").asInt()).isEqualTo(1);
    assertThat(second.path("movedBytes").asLong())
        .isEqualTo(manifest(commit).files().getLast().bytes())
        .isLessThan(first.path("bytes").asLong());
    var there =
        CompiledSource.modelWithoutRepository(folder, CompiledSource.in(versions()), commit);
    assertThat(there.ecosystem()).isEqualTo(source.model(commit).ecosystem());
    assertThat(there.graphs()).isEqualTo(source.model(commit).graphs());
  }

  @Test
  void saysWhatItDidToPeople() throws IOException {
    fetch();
    var commit = accept(2);

    assertThat(trueup("versions", "fetch", "acme", "2", "--into", data.toString(), "--any-release"))
        .isZero();

    assertThat(out.toString())
        .isEqualTo(
            "Fetched version %s of 'acme': 1 file, %s; already there: 1 file. It is in %s\n"
                .formatted(
                    commit.substring(0, 8),
                    Counts.bytes(manifest(commit).files().getLast().bytes()),
                    versions()));
  }

  @Test
  void goesOnAfterConnectionsBroke() throws IOException {
    try (var network = new BreakingProxy(URI.create(api.address()).getPort(), 3, 9_000)) {
      assertThat(fetch("--from", network.address())).as(err.toString()).isZero();

      assertThat(pauses.get()).isEqualTo(3);
      // What had arrived was not asked for again.
      assertThat(network.brought.get()).isLessThan(json().path("bytes").asLong() + 12_000);
    }
    assertThat(found()).hasSize(1).allMatch(it -> it.endsWith(".version"));
  }

  @Test
  void refusesAVersionOfAnotherRelease() throws IOException {
    assertThat(trueup("versions", "fetch", "acme", "1", "--into", data.toString()))
        .isEqualTo(ExitCode.CONFLICT);

    assertThat(err.toString())
        .startsWith("trueup: Another release of Trueup made this version: its program is 00000000")
        .contains("--any-release");
    assertThat(found()).isEmpty();
  }

  @Test
  void saysWhatDoesNotExist() {
    assertThat(trueup("versions", "fetch", "acme", "7", "--into", data.toString()))
        .isEqualTo(ExitCode.NOT_FOUND);
    assertThat(err.toString()).isEqualTo("trueup: There is no version 'acme/7'\n");
    assertThat(trueup("versions", "fetch", "../x", "7", "--into", data.toString()))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void takesAnArchiveToAMachineWithoutADaemon() throws IOException {
    var archive = folder.resolve("acme.trueup");
    var difference = folder.resolve("difference.trueup");

    assertThat(trueup("versions", "export", "acme", "1", "--to", archive.toString())).isZero();
    var commit = accept(2);
    assertThat(
            trueup(
                "versions", "export", "acme", "2", "--since", "1", "--to", difference.toString()))
        .isZero();
    assertThat(importing(difference)).isEqualTo(ExitCode.CONFLICT);
    assertThat(err.toString()).startsWith("trueup: The archive leaves out 1 file");
    assertThat(found()).isEmpty();
    assertThat(importing(archive)).isZero();
    assertThat(importing(difference)).isZero();

    assertThat(out.toString())
        .startsWith("Imported version %s of 'acme': 1 file, ".formatted(commit.substring(0, 8)));
    assertThat(CompiledSource.in(versions()).find(commit)).isPresent();
    assertThat(Files.size(difference)).isLessThan(Files.size(archive));
  }

  @Test
  void saysInWordsWhatTheDiskRefused() {
    var missing = folder.resolve("missing");

    assertThat(importing(missing)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString())
        .isEqualTo(
            "trueup: Cannot import the version: '%s' does not exist. No version was changed\n"
                .formatted(missing));
    trueup("versions", "export", "acme", "1", "--to", missing.resolve("x").toString());
    assertThat(err.toString())
        .startsWith("trueup: Cannot export the version: '%s".formatted(missing))
        .endsWith("does not exist. The archive was not written\n");
  }

  @Test
  void saysWhenNothingIsNew() {
    fetch();

    trueup("versions", "fetch", "acme", "1", "--into", data.toString(), "--any-release");

    assertThat(out.toString()).contains("nothing new; already there: 1 file. It is in ");
  }

  private int importing(Path archive) {
    return trueup(
        "versions", "import", archive.toString(), "--into", data.toString(), "--any-release");
  }

  @Test
  void streamsThroughPipes() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var export = new CommandLine(new VersionExportCommand(shell(), () -> bytes));

    assertThat(run(export, "acme", "merged", "--to", "-")).isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).startsWith("Exported version ").doesNotContain("It is in");
    var restore =
        new CommandLine(
            new VersionImportCommand(shell(), new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(run(restore, "-", "--into", data.toString(), "--any-release", "-o", "json"))
        .isZero();

    assertThat(json().path("movedFiles").asInt()).isEqualTo(1);
    assertThat(found()).hasSize(1);
  }

  @Test
  void exportsFromAFolderWithoutADaemon() throws IOException {
    fetch();
    var archive = folder.resolve("acme.trueup");
    api.compiled.clear();

    assertThat(
            trueup(
                "versions",
                "export",
                "acme",
                "newest",
                "--data-folder",
                data.toString(),
                "--to",
                archive.toString()))
        .isZero();

    data = folder.resolve("other");
    assertThat(importing(archive)).isZero();
    assertThat(found()).hasSize(1);
  }

  @Test
  void leavesTheFolderAsItWasWhenAnArchiveIsDamaged() throws IOException {
    var archive = folder.resolve("acme.trueup");
    trueup("versions", "export", "acme", "1", "--to", archive.toString());
    var honest = Files.readAllBytes(archive);
    fetch();
    var before = found();
    accept(2);

    Files.write(archive, Arrays.copyOf(honest, honest.length / 2));
    data = folder.resolve("other");
    assertThat(importing(archive)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString())
        .isEqualTo(
            "trueup: Cannot import the version: the archive ends early. No version was changed\n");
    assertThat(found()).noneMatch(it -> it.endsWith(".version"));
    Files.write(archive, honest);
    assertThat(importing(archive)).isZero();
    assertThat(found()).isEqualTo(before);
  }
}
