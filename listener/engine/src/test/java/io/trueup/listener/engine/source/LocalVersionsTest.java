package io.trueup.listener.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.git.LocalRepository;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.listener.engine.versions.VersionLabel;
import io.trueup.listener.gitserver.testing.GitWorkTree;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.stored.BlockCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is kept, each command answers what it would without. */
class LocalVersionsTest {

  private static final Path SAMPLE = Path.of("../../docs/samples/northwind");
  private static final int DATASETS = 2000;

  /** So late that no file has changed lately, and all are remembered. */
  private static final InstantSource LATER = () -> Instant.now().plus(Duration.ofHours(1));

  @TempDir Path folder;
  private GitWorkTree ada;
  private LocalRepository repository;

  @BeforeEach
  void commitALargeModel() throws IOException {
    ada = GitWorkTree.create(folder.resolve("ada"), "nowhere");
    try (var files = Files.walk(SAMPLE)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        ada.write(SAMPLE.relativize(file).toString(), Files.readString(file));
      }
    }
    ada.write("bulk.yaml", bulk());
    ada.commit("The sample");
    repository = LocalRepository.find(ada.folder()).orElseThrow();
  }

  @AfterEach
  void closeRepository() {
    repository.close();
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

  private Path versionsFolder() {
    return folder.resolve("cache/versions/x");
  }

  private LocalModels cached(InstantSource clock) {
    var versions =
        new LocalVersions(
            versionsFolder(),
            folder.resolve("cache/states"),
            clock,
            it ->
                Optional.of(
                    new VersionFolder(
                        it,
                        new VersionLabel("test", "", "", new Fingerprint(1, 2)),
                        new BlockCache(64),
                        clock)));
    return new LocalModels(repository, ModelRoot.of(""), versions);
  }

  private static List<Object> checked(LocalModels models, String base, String head) {
    var before = models.evaluate(models.find(base).orElseThrow(), GraphLint.NONE);
    var model = before.verdict().isAccepted() ? before.verdict().model() : null;
    var after = models.evaluate(models.find(head).orElseThrow(), GraphLint.NONE, model, before);
    var graphs = after.verdict().model();
    return List.of(
        before.verdict().problems(),
        after.verdict().problems(),
        after.verdict().isAccepted(),
        graphs == null
            ? ""
            : graphs.graphs().values().stream().map(it -> it.toString()).toList().toString());
  }

  private List<Object> withCache(InstantSource clock, String base, String head) {
    var models = cached(clock);
    var result = checked(models, base, head);
    models.keep();
    return result;
  }

  private List<Object> without(String base, String head) {
    return checked(new LocalModels(repository, ModelRoot.of("")), base, head);
  }

  private String tree() {
    return ada.folder().toString();
  }

  private void replace(String path, String from, String to) throws IOException {
    var file = ada.folder().resolve(path);
    ada.write(path, Files.readString(file).replace(from, to));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void answersTheSameAfterAnyEdits(long seed) throws IOException {
    var random = new Random(seed);
    var commits = new ArrayList<>(List.of(ada.git("rev-parse", "HEAD")));
    for (var step = 0; step < 12; step++) {
      edit(random, step);
      if (random.nextInt(3) > 0) {
        commits.add(ada.commit("Step " + step));
      }
      if (random.nextInt(4) == 0) {
        ada.git("stash", "-qu");
        ada.git("checkout", "-q", commits.get(random.nextInt(commits.size())));
      }
      var base = commits.get(random.nextInt(commits.size()));
      var head = random.nextBoolean() ? tree() : commits.get(random.nextInt(commits.size()));
      assertThat(withCache(LATER, base, head))
          .as("seed %d, step %d: %s to %s", seed, step, base, head)
          .isEqualTo(without(base, head));
    }
    assertThat(versionsFolder()).isNotEmptyDirectory();
  }

  private void edit(Random random, int step) throws IOException {
    var number = "  d%04d:".formatted(random.nextInt(DATASETS));
    var isThere = Files.exists(ada.folder().resolve("bulk.yaml"));
    switch (random.nextInt(isThere ? 9 : 1)) {
      case 0 -> ada.write("bulk.yaml", bulk());
      case 1 -> replace("bulk.yaml", number, "  e%d:".formatted(step));
      case 2 -> replace("bulk.yaml", "v: varchar(9)", "v: varchar(8)");
      case 3 -> replace("bulk.yaml", number, "# moved\n" + number);
      case 4 -> ada.write("broken%d.yaml".formatted(step), "kind: [\n");
      case 5 -> Files.delete(ada.folder().resolve("bulk.yaml"));
      case 6 -> replace("bulk.yaml", "\n", "\r\n");
      case 7 ->
          ada.write("zone%d.yaml".formatted(step), "kind: GovernanceZone\nname: Z\nteams: {}\n");
      default -> {
        var link = ada.folder().resolve("link%d.yaml".formatted(step));
        Files.createSymbolicLink(link, Path.of("bulk.yaml"));
      }
    }
  }

  @Test
  void opensTheBaseInsteadOfComputingIt() {
    withCache(LATER, "main", tree());
    var again = cached(LATER);

    var found = again.evaluate(again.find("main").orElseThrow(), GraphLint.NONE);

    assertThat(found.file()).isNotNull();
    assertThat(again.hasUnkept()).isFalse();
  }

  @Test
  void makesTheNextBaseFromTheLastOne() throws IOException {
    withCache(LATER, "main", tree());
    var size = size();
    replace("usa/sales.yaml", "varchar(40)", "varchar(50)");
    ada.commit("Widen a column");

    withCache(LATER, "main", tree());

    assertThat(size() - size).isPositive().isLessThan(size / 2);
  }

  private long size() throws IOException {
    try (var files = Files.list(versionsFolder())) {
      return files.mapToLong(it -> it.toFile().length()).sum();
    }
  }

  /** Its time and size are as before, as after a tool that restores times. */
  @Test
  void seesAnEditThatHidesItself() throws IOException {
    withCache(LATER, "main", tree());
    var file = ada.folder().resolve("bulk.yaml");
    var time = Files.getLastModifiedTime(file);

    replace("bulk.yaml", "v: varchar(9)", "v: varchar(8)");
    Files.setLastModifiedTime(file, time);

    assertThat(withCache(LATER, "main", tree()))
        .isEqualTo(without("main", tree()))
        .satisfies(it -> assertThat((List<?>) it.get(1)).hasSize(DATASETS));
  }

  @Test
  void seesAFileInPlaceOfAnother() throws IOException {
    withCache(LATER, "main", tree());
    var file = ada.folder().resolve("bulk.yaml");
    var other = folder.resolve("other.yaml");
    Files.writeString(other, Files.readString(file).replace("varchar(9)", "varchar(8)"));
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

    assertThat(withCache(LATER, "main", tree())).isEqualTo(without("main", tree()));
  }

  /** A later change in the same moment would have the same time. */
  @Test
  void remembersNoFileThatChangedJustNow() throws IOException {
    InstantSource now = () -> FileTimes.newest(ada.folder());

    withCache(now, "main", tree());

    assertThat(folder.resolve("cache/states")).doesNotExist();
  }

  private static final class FileTimes {
    static Instant newest(Path folder) {
      try (var files = Files.walk(folder)) {
        return files.map(it -> changed(it).toInstant()).max(Instant::compareTo).orElseThrow();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static FileTime changed(Path path) {
      try {
        return (FileTime) Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 40, -1})
  void ignoresDamagedStates(int at) throws IOException {
    withCache(LATER, "main", tree());
    try (var files = Files.list(folder.resolve("cache/states"))) {
      var states = files.findFirst().orElseThrow();
      var bytes = Files.readAllBytes(states);
      bytes[at < 0 ? bytes.length + at : at] ^= 4;
      Files.write(states, bytes);
    }
    replace("bulk.yaml", "v: varchar(9)", "v: varchar(8)");

    assertThat(withCache(LATER, "main", tree())).isEqualTo(without("main", tree()));
  }

  @Test
  void usesNoVersionOfACommitThatTheRepositoryLacks() {
    withCache(LATER, "main", tree());
    ada.write("bulk.yaml", bulk() + "# other\n");
    ada.git("checkout", "-q", "--orphan", "other");
    ada.commit("Another history");
    ada.git("branch", "-q", "-D", "main");
    ada.git("reflog", "expire", "--expire=now", "--all");
    ada.git("gc", "-q", "--prune=now");

    assertThat(withCache(LATER, "other", tree())).isEqualTo(without("other", tree()));
  }
}
