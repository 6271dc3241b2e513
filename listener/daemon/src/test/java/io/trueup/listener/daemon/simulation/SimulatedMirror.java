package io.trueup.listener.daemon.simulation;

import io.trueup.listener.engine.git.FetchOutcome;
import io.trueup.listener.engine.git.GitFailures;
import io.trueup.listener.engine.git.HeadChange;
import io.trueup.listener.engine.git.MaintainedMirror;
import io.trueup.listener.engine.git.MergeCommit;
import io.trueup.listener.engine.git.MirrorFootprint;
import io.trueup.listener.engine.git.RemoteHead;
import io.trueup.listener.engine.source.EvaluatingLibrary;
import io.trueup.listener.engine.source.Upstream;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.verdict.ChangeDigest;
import io.trueup.model.verdict.Model;
import io.trueup.model.verdict.ModelVerdict;
import io.trueup.statestore.CommitId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One process's mirror of the remote, with the models in it. It holds only what was fetched, and
 * loses what nothing keeps when it is maintained.
 */
final class SimulatedMirror implements Upstream, EvaluatingLibrary, MaintainedMirror {

  private final SimulatedRemote remote;
  private final Git git;
  private final Disk disk;

  /** The mirror's folder, which outlives the process. */
  static final class Disk {
    private final Set<CommitId> commits = new HashSet<>();
    private final SortedMap<Long, CommitId> pins = new TreeMap<>();
    private @Nullable CommitId head;

    /** Whether a commit can be read. */
    boolean holds(CommitId commit) {
      return commits.contains(commit);
    }
  }

  /**
   * What happens around git.
   *
   * @param before called before everything that asks the remote or the disk; may throw
   * @param whileFetching called between resolving the head and fetching it
   * @param isPruning whether a maintenance has something to do
   */
  record Git(Runnable before, Runnable whileFetching, BooleanSupplier isPruning) {

    /** Nothing happens. */
    static final Git QUIET = new Git(() -> {}, () -> {}, () -> false);
  }

  SimulatedMirror(SimulatedRemote remote, Disk disk, Git git) {
    this.remote = remote;
    this.disk = disk;
    this.git = git;
  }

  @Override
  public RemoteHead head() {
    git.before().run();
    return remote.show();
  }

  @Override
  public FetchOutcome fetch(CommitId expected) {
    git.whileFetching().run();
    git.before().run();
    if (expected.equals(disk.head)) {
      return new FetchOutcome.Fetched(expected);
    }
    var branch = remote.branch();
    if (!(branch instanceof RemoteHead.At(var tip)) || !remote.isSameOrAncestor(expected, tip)) {
      return new FetchOutcome.NotVisible(branch);
    }
    addHistory(tip, disk.commits);
    disk.head = tip;
    return new FetchOutcome.Fetched(tip);
  }

  private void addHistory(CommitId tip, Set<CommitId> history) {
    for (@Nullable CommitId at = tip;
        at != null && history.add(at);
        at = remote.commit(at).parent()) {
      // All ancestors come with it.
    }
  }

  @Override
  public HeadChange classify(@Nullable CommitId accepted, CommitId candidate) {
    if (accepted == null) {
      return HeadChange.FIRST;
    }
    if (accepted.equals(candidate)) {
      return HeadChange.SAME;
    }
    if (remote.isSameOrAncestor(accepted, candidate)) {
      return HeadChange.FAST_FORWARD;
    }
    return disk.holds(accepted) && remote.isSameOrAncestor(candidate, accepted)
        ? HeadChange.ANCESTOR
        : HeadChange.REWRITE;
  }

  @Override
  public MergeCommit merge(CommitId commit) {
    requireHeld(commit);
    return new MergeCommit(commit, "sim", "commit " + commit.abbreviated(), Instant.EPOCH);
  }

  @Override
  public List<MergeCommit> merges(CommitId after, CommitId newest, int limit) {
    var line = new ArrayDeque<MergeCommit>();
    for (@Nullable CommitId at = newest;
        at != null && !at.equals(after);
        at = remote.commit(at).parent()) {
      line.addFirst(merge(at));
    }
    return new ArrayList<>(line).subList(0, Math.min(limit, line.size()));
  }

  @Override
  public void pin(long version, CommitId commit) {
    git.before().run();
    requireHeld(commit);
    disk.pins.put(version, commit);
  }

  private void requireHeld(CommitId commit) {
    if (!disk.holds(commit)) {
      throw GitFailures.unknownCommit(commit);
    }
  }

  @Override
  public ModelVerdict evaluate(CommitId commit, @Nullable CommitId accepted) {
    bring(commit);
    var found = remote.commit(commit);
    var model = found.model();
    if (model == null) {
      return ModelVerdict.unlinked(List.of(problem("sim.broken")));
    }
    var isBreaking = found.isBreaking() && accepted != null;
    return new ModelVerdict(
        model, isBreaking ? List.of(problem("compatibility.sim")) : List.of(), null);
  }

  private static Problem problem(String rule) {
    return Problem.error(rule, Location.NOWHERE, "It is broken", "Mend it");
  }

  @Override
  public ChangeDigest change(CommitId before, CommitId after) {
    return new ChangeDigest(before.value().substring(8) + after.value().substring(8));
  }

  @Override
  public Model model(CommitId commit) {
    bring(commit);
    return Objects.requireNonNull(remote.commit(commit).model());
  }

  /** As production does with a commit that the mirror lacks. */
  private void bring(CommitId commit) {
    git.before().run();
    if (!disk.holds(commit) && !(fetch(commit) instanceof FetchOutcome.Fetched)) {
      throw GitFailures.unknownCommit(commit);
    }
  }

  @Override
  public SortedMap<Long, CommitId> pins() {
    return new TreeMap<>(disk.pins);
  }

  @Override
  public void keepOnly(SortedMap<Long, CommitId> needed) {
    git.before().run();
    disk.pins.clear();
    needed.forEach((version, commit) -> {
      if (disk.holds(commit)) {
        disk.pins.put(version, commit);
      }
    });
  }

  @Override
  public boolean maintain() {
    git.before().run();
    if (!git.isPruning().getAsBoolean()) {
      return false;
    }
    var reachable = new HashSet<CommitId>();
    if (disk.head != null) {
      addHistory(disk.head, reachable);
    }
    disk.pins.values().forEach(it -> addHistory(it, reachable));
    disk.commits.retainAll(reachable);
    return true;
  }

  @Override
  public MirrorFootprint footprint() {
    return new MirrorFootprint(1, disk.commits.size(), disk.pins.size());
  }
}
