package io.trueup.listener.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.daemon.config.ConfigurationReader;
import io.trueup.listener.engine.Engine;
import io.trueup.listener.engine.Member;
import io.trueup.listener.engine.MirrorMaintenance;
import io.trueup.listener.engine.credentials.CredentialReader;
import io.trueup.listener.engine.facts.FactObserver;
import io.trueup.listener.engine.git.GitAuthentication;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.GitRemote;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.source.GitModelLibrary;
import io.trueup.listener.engine.source.GitUpstream;
import io.trueup.listener.engine.source.SourceWorker.Followed;
import io.trueup.listener.engine.source.VersionsPerBurst;
import io.trueup.listener.engine.work.JdkThreads;
import io.trueup.listener.gitserver.testing.GitWorkTree;
import io.trueup.model.graph.GraphLint;
import io.trueup.platforms.spi.DataPlatforms;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NewVersion;
import io.trueup.statestore.ServedWork;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.FaultPlan;
import io.trueup.statestore.testing.InMemoryStateStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorMaintenanceTest {

  private static final SourceId SOURCE = new SourceId("model");
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

  @TempDir private Path folder;

  private InMemoryStateStore store = new InMemoryStateStore(InstantSource.fixed(NOON));
  private MirrorMaintenance upkeep = new MirrorMaintenance(store);
  private GitWorkTree ada;
  private GitMirror mirror;

  @BeforeEach
  void follow() {
    var remote = folder.resolve("remote");
    ada = GitWorkTree.create(folder.resolve("ada"), remote.toString());
    ada.git("init", "-q", "--bare", "--initial-branch=main", remote.toString());
    mirror =
        GitMirror.open(
            new GitRemote(
                remote.toString(),
                "main",
                new GitAuthentication.None(),
                Duration.ofSeconds(30),
                folder.resolve("mirror")));
    store.sources().declare(SOURCE);
  }

  @AfterEach
  void close() {
    mirror.close();
  }

  @Test
  void letsGoOfVersionsThatNothingNeeds() {
    var newest = new CommitId("0".repeat(40));
    for (var version = 1L; version <= 12; version++) {
      newest = accept();
      mirror.pin(version, newest);
    }

    upkeep.maintain(SOURCE, mirror, null);

    assertThat(mirror.pins()).isEqualTo(new TreeMap<>(Map.of(12L, newest)));
  }

  @Test
  void keepsTheAcceptedVersionThoughTheProcessDiedBeforeItWasKept() {
    var commit = accept();

    upkeep.maintain(SOURCE, mirror, null);
    upkeep.maintain(SOURCE, mirror, null);

    assertThat(mirror.pins()).isEqualTo(new TreeMap<>(Map.of(1L, commit)));
  }

  @Test
  void startsNoThreadBeforeTheStateStoreTakesTheSources() {
    var readOnly =
        new InMemoryStateStore(
            InstantSource.fixed(NOON),
            new FaultPlan() {
              @Override
              public void beforeCommit(String method) {
                if (method.equals("sources.declare")) {
                  throw new StateStoreException("Cannot write", true, new IllegalStateException());
                }
              }
            });
    var before = leaseKeepers();

    for (var attempt = 0; attempt < 3; attempt++) {
      assertThatThrownBy(() -> engine(readOnly)).isInstanceOf(StateStoreException.class);
    }

    assertThat(leaseKeepers()).isEqualTo(before);
  }

  private void engine(InMemoryStateStore broken) {
    var text =
        """
        data-folder: data
        sources: {model: {repository: 'https://git.example.org/model', branch: main, webhook: {allow-unsigned: true}}}
        """;
    var read = ConfigurationReader.read("t.yaml", folder, text.getBytes(StandardCharsets.UTF_8));
    var configuration = Objects.requireNonNull(read.configuration(), read.problems()::toString);
    var followed =
        new Followed(
            SOURCE,
            "main",
            new GitUpstream(mirror),
            new GitModelLibrary(mirror, ModelRoot.of(""), GraphLint.NONE),
            VersionsPerBurst.EVERY_MERGE);
    var source = new Engine.FollowedBranch(followed, Duration.ofMinutes(1), mirror);
    var platforms =
        new InstalledPlatforms(
            DataPlatforms.load(), new CredentialReader(null, _ -> null), configuration, broken);
    var timing =
        new Engine.Timing(Duration.ofSeconds(15), Duration.ofSeconds(15), Duration.ofSeconds(5));
    var _ =
        new Engine(
            new Member("me", "127.0.0.1:1", "test", ServedWork.allOf(List.of(SOURCE))),
            timing,
            List.of(source),
            new Engine.Effects(
                broken, platforms, new JdkThreads(), new Random(), FactObserver.NONE));
  }

  private static long leaseKeepers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(it -> it.getName().startsWith("lease-keeper"))
        .count();
  }

  private CommitId accept() {
    var commit = new CommitId(ada.publish("Change something"));
    mirror.fetch(commit);
    var requested = store.sources().request(SOURCE);
    var lease =
        store.leases().claim(Lease.resource(SOURCE), "test", Duration.ofMinutes(1)).orElseThrow();
    var version = new NewVersion(commit, "Ada", "Change something", NOON, List.of(), List.of());
    store.versions().record(lease, SOURCE, requested, commit, List.of(version));
    return commit;
  }
}
