package io.trueup.listener.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.facts.FactObserver;
import io.trueup.listener.engine.git.GitAuthentication;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.GitRemote;
import io.trueup.listener.engine.work.Leaseholder;
import io.trueup.listener.gitserver.testing.GitWorkTree;
import io.trueup.model.ecosystem.Documentation;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.EcosystemDeclaration;
import io.trueup.model.ecosystem.RepositoryBranch;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.graph.References;
import io.trueup.model.graph.Roots;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.verdict.ChangeDigest;
import io.trueup.model.verdict.Model;
import io.trueup.model.verdict.ModelVerdict;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Lease;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.Version;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A repository that is followed for real, whose models are judged as a test wants. */
abstract class SourceFixture {

  static final SourceId ACME = new SourceId("acme");
  static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  static final Model MODEL =
      new Model(
          ecosystem(), new IntentionGraph(References.NONE, Roots.NONE, PersistentMap.empty()));

  @TempDir Path folder;
  final SettableClock clock = new SettableClock(NOON);
  final InMemoryStateStore store = new InMemoryStateStore(clock);
  final Map<CommitId, Supplier<ModelVerdict>> verdicts = new HashMap<>();
  GitWorkTree ada;
  GitMirror mirror;
  SourceWorker worker;

  @BeforeEach
  void follow() {
    var repository = folder.resolve("model.git");
    ada = GitWorkTree.create(folder.resolve("ada"), repository.toString());
    ada.git("init", "-q", "--bare", "--initial-branch=main", repository.toString());
    ada.git("--git-dir=" + repository, "config", "receive.denyDeleteCurrent", "ignore");
    mirror =
        GitMirror.open(
            new GitRemote(
                repository.toString(),
                "main",
                new GitAuthentication.None(),
                Duration.ofSeconds(30),
                folder.resolve("mirror")));
    store.sources().declare(ACME);
    worker = worker(new GitUpstream(mirror));
  }

  @AfterEach
  void closeMirror() {
    mirror.close();
  }

  SourceWorker worker(Upstream upstream) {
    return worker(upstream, store);
  }

  SourceWorker worker(Upstream upstream, StateStore through) {
    return worker(upstream, through, 0.5);
  }

  SourceWorker worker(Upstream upstream, StateStore through, double spread) {
    return new SourceWorker(
        new SourceWorker.Followed(
            ACME, "main", upstream, new AsTold(), VersionsPerBurst.EVERY_MERGE),
        through,
        leases(),
        FactObserver.NONE,
        () -> spread);
  }

  private Leaseholder leases() {
    return new Leaseholder() {
      @Override
      public Optional<Lease> claim(String resource) {
        return store.leases().claim(resource, "daemon-1", Duration.ofSeconds(15));
      }

      @Override
      public void release(Lease lease) {
        store.leases().release(lease);
      }
    };
  }

  /** Accepts what a test says nothing about. */
  private final class AsTold implements EvaluatingLibrary {
    @Override
    public ModelVerdict evaluate(CommitId commit, @Nullable CommitId accepted) {
      return verdicts.getOrDefault(commit, () -> new ModelVerdict(MODEL, List.of(), null)).get();
    }

    @Override
    public ChangeDigest change(CommitId before, CommitId after) {
      return SourceFixture.change(before, after);
    }

    @Override
    public Model model(CommitId commit) {
      return MODEL;
    }
  }

  static ChangeDigest change(CommitId before, CommitId after) {
    return new ChangeDigest(before.value().substring(0, 32) + after.value().substring(0, 32));
  }

  SourceWorker.RefreshResult refresh() {
    store.sources().request(ACME);
    return worker.refresh();
  }

  /** Looks as soon as a failed look allows. */
  SourceWorker.RefreshResult retry() {
    var retryAt = source().retryAt();
    if (retryAt != null) {
      clock.advance(Duration.between(clock.instant(), retryAt));
    }
    return worker.refresh();
  }

  SourceState source() {
    return store.sources().find(ACME).orElseThrow();
  }

  /** Commits that were judged, oldest first, with what came of it. */
  List<String> recorded() {
    return store.versions().newest(ACME, 100).reversed().stream()
        .map(SourceFixture::recorded)
        .toList();
  }

  private static String recorded(Version version) {
    return version.subject() + (version.accepted() ? "" : ": rejected");
  }

  CommitId commit(String subject) {
    return new CommitId(ada.commit(subject));
  }

  CommitId publish(String subject) {
    return new CommitId(ada.publish(subject));
  }

  void push(String what) {
    ada.git("push", "-q", "--force", "origin", what + ":refs/heads/main");
  }

  CommitId head() {
    return new CommitId(ada.git("rev-parse", "HEAD"));
  }

  void reject(CommitId commit) {
    verdicts.put(commit, () -> rejection("It is broken"));
  }

  /** Has a commit rejected by compatibility alone. */
  void rejectAsIncompatible(CommitId commit) {
    verdicts.put(
        commit,
        () ->
            new ModelVerdict(
                MODEL,
                List.of(
                    Problem.error(
                        "compatibility.type", Location.NOWHERE, "It changes", "Leave it")),
                null));
  }

  static ModelVerdict rejection(String message) {
    return ModelVerdict.unlinked(
        List.of(Problem.error("test.broken", Location.NOWHERE, message, "Mend it")));
  }

  /** An accepted first version. */
  CommitId first() {
    var commit = publish("First");
    assertThat(refresh()).isInstanceOf(SourceWorker.RefreshResult.Recorded.class);
    return commit;
  }

  private static Ecosystem ecosystem() {
    var declaration =
        new EcosystemDeclaration(
            "Test",
            new RepositoryBranch("h/o/n", "eco"),
            new RepositoryBranch("h/o/n", "main"),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            Documentation.NONE);
    return new Ecosystem(
        declaration,
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty(),
        PersistentMap.empty());
  }
}
