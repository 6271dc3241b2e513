package io.trueup.listener.engine;

import static io.trueup.listener.engine.testing.RolloutScene.ACME;
import static io.trueup.listener.engine.testing.RolloutScene.ANN;
import static io.trueup.listener.engine.testing.RolloutScene.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.git.GitAuthentication;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.GitRemote;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.rollout.PlatformWorker;
import io.trueup.listener.engine.source.FragmentCache;
import io.trueup.listener.engine.source.GitModelLibrary;
import io.trueup.listener.engine.source.GitUpstream;
import io.trueup.listener.engine.source.SourceWorker;
import io.trueup.listener.engine.source.VersionsPerBurst;
import io.trueup.listener.engine.testing.RolloutScene;
import io.trueup.listener.engine.versions.KeptVersions;
import io.trueup.listener.engine.versions.ListedVersion;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.listener.engine.versions.VersionLabel;
import io.trueup.listener.engine.work.Leaseholder;
import io.trueup.listener.gitserver.testing.GitWorkTree;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.stored.BlockCache;
import io.trueup.model.stored.DamagedFileException;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiled versions of a source that is followed for real: which ones stay while its platforms
 * move, and what a process that starts again reads from them.
 */
class KeptVersionsTest {

  private static final Path SAMPLE = Path.of("../../docs/samples/northwind");
  private static final String WIDTH = "contact_name: varchar(30)";
  private static final PlatformId FORENSIC = new PlatformId(ACME, "Forensic");
  private static final PlatformId MAINFRAME = new PlatformId(ACME, "Mainframe");

  @TempDir private Path folder;

  private final RolloutScene scene = new RolloutScene();
  private final MirrorMaintenance upkeep = new MirrorMaintenance(scene.store);
  private final List<String> warnings = new ArrayList<>();
  private final Map<Long, CommitId> commits = new TreeMap<>();
  private GitWorkTree ada;
  private GitMirror mirror;
  private DaemonMemory process;

  /** What a process has in memory. */
  private final class DaemonMemory {

    final VersionFolder versions =
        new VersionFolder(
            folder.resolve("versions"),
            new VersionLabel("acme", "", "", new Fingerprint(1, 2)),
            new BlockCache(256),
            InstantSource.system(),
            warnings::add);
    final GitModelLibrary models =
        new GitModelLibrary(
            mirror,
            ModelRoot.of(""),
            GraphLint.NONE,
            new FragmentCache(folder.resolve("fragments"), 1 << 20),
            versions);
    final SourceWorker source =
        new SourceWorker(
            new SourceWorker.Followed(
                ACME, "main", new GitUpstream(mirror), models, VersionsPerBurst.EVERY_MERGE),
            scene.store,
            leases());
    final PlatformWorker platforms =
        new PlatformWorker(
            scene.store,
            leases(),
            new PlatformModels(scene.store, Map.of(ACME, models)),
            scene,
            new GateRules());
  }

  private Leaseholder leases() {
    return new Leaseholder() {
      @Override
      public Optional<Lease> claim(String resource) {
        return scene.store.leases().claim(resource, "daemon-1", Duration.ofMinutes(1));
      }

      @Override
      public void release(Lease lease) {
        scene.store.leases().release(lease);
      }
    };
  }

  @BeforeEach
  void follow() throws IOException {
    var remote = folder.resolve("remote");
    ada = GitWorkTree.create(folder.resolve("ada"), remote.toString());
    ada.git("init", "-q", "--bare", "--initial-branch=main", remote.toString());
    try (var files = Files.walk(SAMPLE)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        ada.write(SAMPLE.relativize(file).toString().replace('\\', '/'), Files.readString(file));
      }
    }
    mirror = mirror();
    scene.store.sources().declare(ACME);
    process = new DaemonMemory();
  }

  private GitMirror mirror() {
    return GitMirror.open(
        new GitRemote(
            folder.resolve("remote").toString(),
            "main",
            new GitAuthentication.None(),
            Duration.ofSeconds(30),
            folder.resolve("mirror")));
  }

  @AfterEach
  void close() {
    mirror.close();
  }

  private void restart() {
    mirror.close();
    mirror = mirror();
    process = new DaemonMemory();
  }

  /** A merge that widens a column, checked by the present process. */
  private void merge(long version) throws IOException {
    var text = Files.readString(SAMPLE.resolve("usa/sales.yaml"));
    assertThat(text).contains(WIDTH);
    ada.write(
        "usa/sales.yaml",
        text.replace(WIDTH, "contact_name: varchar(%d)".formatted(100 + version)));
    commits.put(version, new CommitId(ada.publish("Version " + version)));
    scene.store.sources().request(ACME);
    assertThat(process.source.refresh())
        .isEqualTo(new SourceWorker.RefreshResult.Recorded(List.of(version)));
  }

  private CommitId commit(long version) {
    return Objects.requireNonNull(commits.get(version));
  }

  private void advance(PlatformId... platforms) {
    for (var platform : platforms) {
      process.platforms.advance(platform);
    }
  }

  private void maintain(int newest) {
    upkeep.maintain(ACME, mirror, new KeptVersions(process.versions, newest));
  }

  private SortedSet<Long> onDisk() {
    var found = new TreeSet<Long>();
    var usable =
        process.versions.list().stream()
            .filter(it -> it.state() == ListedVersion.State.USABLE)
            .map(ListedVersion::commit)
            .toList();
    commits.forEach((version, commit) -> {
      if (usable.contains(commit.value())) {
        found.add(version);
      }
    });
    return found;
  }

  private void assertModelIsRight(long version) {
    var fromGit = new GitModelLibrary(mirror, ModelRoot.of(""), GraphLint.NONE);
    var commit = commit(version);
    assertThat(process.models.model(commit)).isEqualTo(fromGit.model(commit));
  }

  /**
   * Removes all content of files from the mirror, so that nothing can be read but from versions.
   */
  private void loseContents() throws IOException {
    mirror.close();
    var objects = folder.resolve("mirror");
    try (var paths = Files.walk(objects)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        if (path.toString().contains("objects") && Files.isRegularFile(path)) {
          Files.delete(path);
        }
      }
    }
    try (var paths = Files.walk(folder.resolve("remote"))) {
      for (var path : paths.filter(it -> it.toString().contains("objects")).toList()) {
        if (Files.isRegularFile(path)) {
          Files.delete(path);
        }
      }
    }
    mirror = mirror();
    process = new DaemonMemory();
  }

  @Test
  void keepsWhatPlatformsNeedAndTheNewest() throws IOException {
    for (var version = 1L; version <= 5; version++) {
      merge(version);
      advance(LIVE, FORENSIC, MAINFRAME);
      maintain(3);
    }
    scene.store.platforms().pause(LIVE, ANN, "incident", null);
    for (var version = 6L; version <= 20; version++) {
      merge(version);
      advance(LIVE, FORENSIC, MAINFRAME);
      maintain(3);
    }
    assertThat(scene.pointers(LIVE)).containsExactly(20L, 5L, 5L);

    // The newer versions share most of the first one's file.
    assertThat(onDisk()).contains(1L, 5L, 18L, 19L, 20L).doesNotContain(3L, 7L, 8L);
    restart();
    assertModelIsRight(5);
    assertModelIsRight(20);
    assertThat(process.versions.counts().filesWritten()).isZero();

    scene.store.platforms().resume(LIVE, ANN, "over");
    for (var version = 21L; version <= 33; version++) {
      merge(version);
      advance(LIVE, FORENSIC, MAINFRAME);
      maintain(3);
    }

    assertThat(scene.pointers(LIVE)).containsExactly(33L, 33L, 33L);
    assertThat(onDisk()).contains(32L, 33L).doesNotContain(5L, 18L, 20L);
    assertThat(warnings).isEmpty();
  }

  @Test
  void startsFromFilesAlone() throws IOException {
    merge(1);
    advance(LIVE, FORENSIC, MAINFRAME);
    scene.store.platforms().pause(LIVE, ANN, "incident", null);
    merge(2);
    merge(3);
    maintain(0);
    var expected = new ArrayList<Object>();
    for (var version : List.of(1L, 3L)) {
      expected.add(
          new GitModelLibrary(mirror, ModelRoot.of(""), GraphLint.NONE).model(commit(version)));
    }

    loseContents();

    assertThat(process.models.model(commit(1L))).isEqualTo(expected.get(0));
    assertThat(process.models.model(commit(3L))).isEqualTo(expected.get(1));
    scene.store.platforms().resume(LIVE, ANN, "over");
    advance(LIVE);
    assertThat(scene.pointers(LIVE)).containsExactly(3L, 3L, 3L);
    assertThat(process.versions.counts().filesOpened()).isPositive();
    assertThat(process.versions.counts().filesWritten()).isZero();
  }

  @Test
  void cachesFragmentsOnlyWhereVersionsCannotBeWritten() throws IOException {
    for (var i = 0; i < 120; i++) {
      ada.write(
          "usa/more%d.yaml".formatted(i),
          """
          kind: Datasets
          store: NW_Data
          team: USA/Sales
          datasets:
            more_%d: {classification: [PUB], columns: {id: {type: integer, key: true}}}
          """
              .formatted(i));
    }
    Files.writeString(folder.resolve("versions"), "in the way");
    merge(1);
    assertThat(fragments()).isNotEmpty();
    Files.delete(folder.resolve("versions"));
    restart();

    assertModelIsRight(1);

    assertThat(onDisk()).containsExactly(1L);
    assertThat(fragments()).isEmpty();
  }

  private List<Path> fragments() throws IOException {
    try (var files = Files.list(folder.resolve("fragments"))) {
      return files.toList();
    }
  }

  @Test
  void goesOnAfterEachRestart() throws IOException {
    for (var version = 1L; version <= 6; version++) {
      merge(version);
      advance(LIVE, FORENSIC, MAINFRAME);
      maintain(2);
      restart();
    }

    assertThat(scene.pointers(LIVE)).containsExactly(6L, 6L, 6L);
    assertModelIsRight(6);
  }

  /** Bytes are changed in the file while it is open, and all that is in memory of it goes. */
  @Test
  void answersRightAfterBytesOfAnOpenFileWereFlipped() throws IOException {
    var seed = Long.getLong("trueup.kept.seed", 1);
    var random = new Random(seed);
    merge(1);
    merge(2);
    restart();
    var commit = commit(2L);
    var expected = new GitModelLibrary(mirror, ModelRoot.of(""), GraphLint.NONE).model(commit);
    assertThat(process.models.model(commit).graphs().find("Live")).isNotNull();

    flipBytes(random);

    var attempts = 0;
    while (attempts++ < 20) {
      try {
        assertThat(process.models.model(commit)).as("seed %d", seed).isEqualTo(expected);
        break;
      } catch (DamagedFileException _) {
        // As a worker does: it tries again.
      }
    }
    assertThat(attempts).as("seed %d", seed).isLessThan(5);
    assertThat(process.versions.counts().filesSetAside()).as("seed %d", seed).isPositive();
    assertThat(new HashSet<>(warnings)).as("each file once, seed %d", seed).hasSameSizeAs(warnings);
    restart();
    assertThat(process.models.model(commit)).as("seed %d", seed).isEqualTo(expected);
  }

  private void flipBytes(Random random) throws IOException {
    for (var path : files()) {
      try (var file = new RandomAccessFile(path.toFile(), "rw")) {
        for (var i = 0; i < file.length() / 50; i++) {
          var at = 16 + random.nextLong(file.length() - 16);
          file.seek(at);
          var before = file.read();
          file.seek(at);
          file.write(before ^ 0x55);
        }
      }
    }
  }

  @Test
  void workersTryAgainAfterBytesOfAnOpenFileWereFlipped() throws IOException {
    var seed = Long.getLong("trueup.kept.seed", 1);
    merge(1);
    merge(2);
    restart();
    assertThat(process.models.model(commit(2L)).graphs().find("Live")).isNotNull();
    flipBytes(new Random(seed));

    for (var attempt = 0; attempt < 5; attempt++) {
      advance(LIVE, FORENSIC, MAINFRAME);
    }

    assertThat(scene.pointers(LIVE)).as("seed %d", seed).containsExactly(2L, 2L, 2L);
    assertThat(scene.pointers(FORENSIC)).as("seed %d", seed).containsExactly(2L, 2L, 2L);
    assertThat(process.versions.counts().filesSetAside()).as("seed %d", seed).isPositive();
    assertModelIsRight(2);
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder.resolve("versions"))) {
      return files.filter(it -> it.toString().endsWith(".version")).toList();
    }
  }

  @Test
  void worksInAFolderThatCannotBeWrittenAndSaysSoOnce() throws IOException {
    Files.writeString(folder.resolve("versions"), "in the way");

    merge(1);
    merge(2);
    advance(LIVE, FORENSIC, MAINFRAME);
    maintain(2);

    assertThat(scene.pointers(LIVE)).containsExactly(2L, 2L, 2L);
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("a file is in its place. Remove that file");
    assertThat(process.versions.problem()).isPresent();

    Files.delete(folder.resolve("versions"));
    merge(3);

    assertThat(process.versions.problem()).isEmpty();
    assertThat(onDisk()).contains(3L);
  }
}
