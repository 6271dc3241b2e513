package io.trueup.listener.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.git.GitAuthentication;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.GitRemote;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.gitserver.testing.GitWorkTree;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.progress.LoadPhase;
import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The progress of loads from a real repository, with a clock that moves whenever it is read. */
class LoadedModelProgressTest {

  private static final Path SAMPLE = Path.of("../../docs/samples/northwind");

  @TempDir private Path folder;

  private final AtomicLong ticks = new AtomicLong();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<LoadProgress> seen = new CopyOnWriteArrayList<>();

  /** Sees how far the load is while it checks the graphs. */
  private final class Lint implements GraphLint {

    private final LoadTracker tracker;

    Lint(LoadTracker tracker) {
      this.tracker = tracker;
    }

    @Override
    public List<GraphProblem> declaration(PlatformGraph graph) {
      tracker.progress().ifPresent(seen::add);
      return List.of();
    }

    @Override
    public List<GraphProblem> node(PlatformGraph graph, PipelineNode node) {
      return List.of();
    }
  }

  private LoadTracker tracker(Duration tick) {
    return new LoadTracker(
        () -> Instant.EPOCH.plus(tick.multipliedBy(ticks.incrementAndGet())), lines::add);
  }

  private static void copySample(GitWorkTree to) throws IOException {
    try (var files = Files.walk(SAMPLE)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        to.write(SAMPLE.relativize(file).toString().replace('\\', '/'), Files.readString(file));
      }
    }
  }

  @Test
  void tellsEachPhaseOfALongLoad() throws IOException {
    var remote = folder.resolve("remote");
    var ada = GitWorkTree.create(folder.resolve("ada"), remote.toString());
    ada.git("init", "-q", "--bare", "--initial-branch=main", remote.toString());
    copySample(ada);
    var commit = new CommitId(ada.publish("First"));
    try (var mirror = mirror(remote)) {
      mirror.fetch(commit);
      var tracker = tracker(Duration.ofSeconds(2));
      var library =
          new GitModelLibrary(
              mirror,
              ModelRoot.of(""),
              new Lint(tracker),
              new GitModelLibrary.Kept(null, null, new ModelBudget(1 << 30)),
              tracker);
      assertThat(library.loading()).isEmpty();

      assertThat(library.evaluate(commit, null).isAccepted()).isTrue();

      assertThat(library.loading()).isEmpty();
      assertThat(lines)
          .anyMatch(it -> it.matches("Loading [0-9a-f]{8}: \\d+ of \\d+ files read, .* left"))
          .anyMatch(it -> it.contains("documents checked"))
          .last()
          .asString()
          .matches("Loaded [0-9a-f]{8} in \\d+ s");
      assertThat(seen).isNotEmpty().allMatch(it -> it.phase() == LoadPhase.CHECKING);
      assertThat(seen).allMatch(it -> it.total() > 0 && it.done() <= it.total());
      var count = lines.size();

      library.evaluate(commit, commit);
      library.model(commit);

      assertThat(lines.subList(count, lines.size())).allMatch(it -> !it.contains("files read"));
    }
  }

  @Test
  void logsNothingAboutAShortLoad() throws IOException {
    var remote = folder.resolve("remote");
    var ada = GitWorkTree.create(folder.resolve("ada"), remote.toString());
    ada.git("init", "-q", "--bare", "--initial-branch=main", remote.toString());
    copySample(ada);
    var commit = new CommitId(ada.publish("First"));
    try (var mirror = mirror(remote)) {
      mirror.fetch(commit);
      var tracker = tracker(Duration.ofMillis(1));

      new GitModelLibrary(
              mirror,
              ModelRoot.of(""),
              new Lint(tracker),
              new GitModelLibrary.Kept(null, null, new ModelBudget(1 << 30)),
              tracker)
          .model(commit);

      assertThat(lines).isEmpty();
      assertThat(seen).isNotEmpty();
    }
  }

  private GitMirror mirror(Path remote) {
    return GitMirror.open(
        new GitRemote(
            remote.toString(),
            "main",
            new GitAuthentication.None(),
            Duration.ofSeconds(30),
            folder.resolve("mirror")));
  }
}
