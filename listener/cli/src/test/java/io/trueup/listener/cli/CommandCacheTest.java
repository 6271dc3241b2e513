package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import io.trueup.listener.cli.terminal.Shell;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is in the cache folder or wrong with it, a command's answer is the same. */
class CommandCacheTest extends ModelFixture {

  private static final int DATASETS = 2000;
  private static final String NOT_KEPT =
      "trueup: The compiled model is not kept, and the next command computes it again: ";

  private Path cache;

  @BeforeEach
  void commitALargeModel() {
    cache = folder.resolve("home/.cache/trueup");
    environment = Map.of("TRUEUP_CACHE", cache.toString());
    ada.write("bulk.yaml", bulk());
    ada.commit("Many datasets");
    ada.git("switch", "-qc", "change");
    edit("bulk.yaml", "d0007: {classification: [PUB]", "d0007: {classification: [IP]");
    edit("usa/sales.yaml", "city: varchar(15)", "city: varchar(12)");
    ada.commit("Change two datasets");
  }

  private static String bulk() {
    return """
    kind: Datastore
    name: Bulk
    team: USA/Sales
    capture:
      kind: cdc
      container: northwind_oltp
      credential: northwind_reader
      consistency: multi-dataset
      trigger: {cron: "*/10 * * * *"}
    datasets:
    """
        + IntStream.range(0, DATASETS)
            .mapToObj(
                "  d%04d: {classification: [PUB], columns: {id: {type: integer, key: true}, v: varchar(9)}}\n"
                    ::formatted)
            .collect(Collectors.joining());
  }

  /** The exit code and the output. */
  private String check(String... more) {
    return answer(List.of("check", "--base", "main", "--head", "change"), more);
  }

  private String answer(List<String> command, String... more) {
    var all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new)) + "\n" + out;
  }

  private List<Path> versions() throws IOException {
    if (!Files.exists(cache)) {
      return List.of();
    }
    try (var files = Files.walk(cache)) {
      return files.filter(it -> it.toString().endsWith(".version")).toList();
    }
  }

  private void expectTheSameWithoutCache() {
    var cached = check();
    var errors = err.toString();
    assertThat(cached).isEqualTo(check("--no-cache")).contains("compatibility.type: 1 error");
    err.getBuffer().setLength(0);
    err.append(errors);
  }

  @Test
  void keepsTheBaseForTheNextCheck() throws IOException {
    var first = check();
    var kept = versions();
    var second = check();

    assertThat(second).isEqualTo(first);
    assertThat(err.toString()).isEmpty();
    assertThat(kept).hasSize(1).isEqualTo(versions());
    assertThat(kept.getFirst().getFileName().toString()).startsWith(ada.git("rev-parse", "main"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
        .isEqualTo("rwx------");
    expectTheSameWithoutCache();
  }

  @Test
  void keepsNothingIfAsked() throws IOException {
    check("--no-cache");
    environment = Map.of("TRUEUP_CACHE", cache.toString(), "TRUEUP_CACHE_LIMIT", "0");
    check();

    assertThat(versions()).isEmpty();
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void answersEveryCommandTheSame(long seed) throws IOException {
    var random = new Random(seed);
    for (var step = 0; step < 4; step++) {
      ada.git("switch", "-qc", "step%d".formatted(step));
      switch (random.nextInt(5)) {
        case 0 -> edit("bulk.yaml", "  d%03d".formatted(random.nextInt(200)), "  e" + step + "00");
        case 1 -> ada.write("broken.yaml", "kind: [\n");
        case 2 -> ada.write("broken.yaml", "kind: GovernanceZone\nname: USA\nteams: {}\n");
        case 3 -> ada.write("workspaces/more.yaml", "kind: Workspace\nname: W%d\n".formatted(step));
        default -> Files.deleteIfExists(ada.folder().resolve("broken.yaml"));
      }
      if (random.nextBoolean()) {
        ada.commit("Step");
      }
      for (var command :
          List.of(
              List.of("check", "--base", "main", "--head", ".", "--output", "json"),
              List.of("check", "--base", "change", "--head", "HEAD"),
              List.of("check", "--base", "HEAD~1", "--head", ada.folder().toString()),
              List.of("validate", "HEAD"),
              List.of("validate", ada.folder().toString()),
              List.of("graph", "--diff", "main..HEAD", "--output", "json"),
              List.of("dependents", "NW_Data/customers"),
              List.of("show", "store", "Bulk"))) {
        assertThat(answer(command))
            .as("seed %d, step %d: %s", seed, step, command)
            .isEqualTo(answer(command, "--no-cache"));
      }
      ada.commit("The rest");
    }
    assertThat(versions()).hasSizeGreaterThan(1);
  }

  @Test
  void answersWithoutAFolder() {
    environment = Map.of();

    expectTheSameWithoutCache();

    assertThat(err.toString())
        .isEqualTo(
            NOT_KEPT
                + "none of TRUEUP_CACHE, XDG_CACHE_HOME and HOME names a folder. Set TRUEUP_CACHE\n");
  }

  @Test
  void saysNothingOfASmallModel() {
    environment = Map.of();
    ada.git("rm", "-q", "bulk.yaml");
    ada.commit("Few datasets");

    run("check", "--base", "HEAD", "--head", "HEAD");

    assertThat(err.toString()).isEmpty();
  }

  @Test
  void usesTheFolderOfTheUsersCaches() throws IOException {
    var home = folder.resolve("home");
    environment = Map.of("HOME", home.toString(), "XDG_CACHE_HOME", "relative");
    check();
    assertThat(home).isDirectoryRecursivelyContaining("glob:**/trueup/versions/*/*.version");

    environment = Map.of("HOME", "/none", "XDG_CACHE_HOME", folder.resolve("xdg").toString());
    check();
    assertThat(folder.resolve("xdg/trueup/versions")).isNotEmptyDirectory();
  }

  @Test
  void answersWhenTheFolderIsNone() throws IOException {
    Files.createDirectories(cache.getParent());
    Files.writeString(cache, "");

    expectTheSameWithoutCache();

    assertThat(err.toString())
        .isEqualTo(
            NOT_KEPT + "'%s' is no folder. Remove it, or set TRUEUP_CACHE\n".formatted(cache));
  }

  /** No folder can be made in a system's folder of processes. */
  @Test
  void answersWhenTheDiskRefuses() {
    environment = Map.of("TRUEUP_CACHE", "/proc/self/trueup");

    expectTheSameWithoutCache();

    assertThat(err.toString()).startsWith(NOT_KEPT).hasLineCount(1);
  }

  @Test
  void trustsNoFolderThatOthersMayWrite() throws IOException {
    check();
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    err.getBuffer().setLength(0);

    expectTheSameWithoutCache();

    assertThat(err.toString())
        .isEqualTo(
            NOT_KEPT
                + "other users may write to '%s'. Run 'chmod go-w' on it, or set TRUEUP_CACHE to another folder\n"
                    .formatted(cache));
  }

  @Test
  void trustsNoFolderOfAnotherUser() throws IOException {
    assumeTrue(new UnixSystem().getUid() == 0, "only root can give a folder away");
    check();
    Files.setAttribute(cache, "unix:uid", 54321);

    expectTheSameWithoutCache();

    assertThat(err.toString())
        .isEqualTo(
            NOT_KEPT
                + "'%s' belongs to another user, 54321, whose files are not trusted. Set TRUEUP_CACHE to a folder of your own\n"
                    .formatted(cache));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void answersWhenAFileIsDamaged(long seed) throws IOException {
    check();
    var random = new Random(seed);
    var version = versions().getFirst();
    var bytes = Files.readAllBytes(version);
    for (var flips = 0; flips < 200; flips++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    Files.write(version, bytes);

    expectTheSameWithoutCache();

    assertThat(err.toString())
        .as("seed %d", seed)
        .contains("trueup: Set aside the compiled version " + version);
    assertThat(check()).isEqualTo(check("--no-cache"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.999})
  void answersWhenAFileIsCut(double share) throws IOException {
    check();
    var version = versions().getFirst();
    var bytes = Files.readAllBytes(version);
    Files.write(version, Arrays.copyOf(bytes, (int) (share * bytes.length)));
    Files.write(version.resolveSibling("1.unfinished"), bytes);

    expectTheSameWithoutCache();

    assertThat(err.toString()).contains("trueup: Set aside the compiled version " + version);
  }

  @Test
  void usesNoVersionOfAnotherRepository() throws IOException {
    check();
    var other = folder.resolve("other");
    ada.git("clone", "-q", ada.folder().toString(), other.toString());
    var command = List.of("check", "--base", "origin/main", "--head", "origin/change");

    var all = new ArrayList<>(command);
    all.addAll(List.of("--repository", other.toString()));
    runAnywhere(all.toArray(String[]::new));

    assertThat(versions().stream().map(Path::getParent).distinct()).hasSize(2);
    assertThat(out.toString()).contains("compatibility.type: 1 error");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void answersManyAtOnce() throws Exception {
    var expected = check("--no-cache");
    try (var threads = Executors.newFixedThreadPool(4)) {
      var answers = threads.invokeAll(Collections.<Callable<String>>nCopies(8, this::alone));
      for (var answer : answers) {
        assertThat(answer.get()).isEqualTo(expected);
      }
    }
  }

  private String alone() {
    var output = new StringWriter();
    var shell =
        new Shell(
            environment,
            new PrintWriter(output, true),
            new PrintWriter(output, true),
            new Shell.Display.FileOrPipe(),
            Optional::empty,
            () -> 0,
            _ -> {});
    var code =
        TrueupCommand.line(shell, "1.2.3", Map.of())
            .execute(
                "check",
                "--base",
                "main",
                "--head",
                "change",
                "--repository",
                ada.folder().toString());
    return code + "\n" + output;
  }

  @Test
  void boundsTheSizeOverAllRepositories() throws IOException {
    check();
    var old = versions().getFirst();
    run("check", "--base", "main", "--head", "change", "--model-root", ".");
    var size = Files.size(old);
    environment =
        Map.of("TRUEUP_CACHE", cache.toString(), "TRUEUP_CACHE_LIMIT", String.valueOf(2 * size));
    Files.setLastModifiedTime(old, FileTime.fromMillis(0));
    var other = folder.resolve("other");
    ada.git("clone", "-q", ada.folder().toString(), other.toString());

    run("check", "--base", "main", "--head", "change");
    runAnywhere(
        "check",
        "--base",
        "origin/main",
        "--head",
        "origin/change",
        "--repository",
        other.toString());

    assertThat(versions()).isNotEmpty();
    assertThat(versions().stream().mapToLong(it -> it.toFile().length()).sum())
        .isLessThanOrEqualTo(2 * size);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void saysThatOneVersionIsTooLarge() throws IOException {
    environment = Map.of("TRUEUP_CACHE", cache.toString(), "TRUEUP_CACHE_LIMIT", "1");

    expectTheSameWithoutCache();

    assertThat(versions()).isEmpty();
    assertThat(err.toString()).startsWith(NOT_KEPT).contains("Raise TRUEUP_CACHE_LIMIT");
  }

  @Test
  void refusesALimitThatIsNone() {
    environment = Map.of("TRUEUP_CACHE", cache.toString(), "TRUEUP_CACHE_LIMIT", "4x");

    assertThat(run("check", "--base", "main", "--head", "change")).isEqualTo(2);

    assertThat(err.toString())
        .isEqualTo("trueup: TRUEUP_CACHE_LIMIT is '4x', which is no size such as 500MiB or 4GiB\n");
  }
}
