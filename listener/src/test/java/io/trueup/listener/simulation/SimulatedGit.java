package io.trueup.listener.simulation;

import io.trueup.listener.git.FetchOutcome;
import io.trueup.listener.git.HeadChange;
import io.trueup.listener.git.MergeCommit;
import io.trueup.listener.git.RemoteHead;
import io.trueup.listener.source.ModelLibrary;
import io.trueup.listener.source.Upstream;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.verdict.ChangeDigest;
import io.trueup.model.verdict.Judgement;
import io.trueup.model.verdict.Model;
import io.trueup.statestore.CommitId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A remote repository whose commits are numbers and whose models are drawn by the seed. */
final class SimulatedGit implements Upstream, ModelLibrary {

  /** A commit: what it follows, and its model; null when that is broken. */
  record Commit(CommitId id, @Nullable CommitId parent, @Nullable Model model) {}

  private final Runnable whileLooking;
  private final Map<CommitId, Commit> commits = new HashMap<>();
  private @Nullable CommitId head;
  private boolean isDeleted;

  /** The heads that anybody who looked was shown. */
  final Set<CommitId> shown = new HashSet<>();

  /**
   * An empty one.
   *
   * @param whileLooking what happens while somebody who has read the head looks further
   */
  SimulatedGit(Runnable whileLooking) {
    this.whileLooking = whileLooking;
  }

  CommitId push(@Nullable CommitId parent, @Nullable Model model) {
    var id = new CommitId("%040x".formatted(commits.size() + 1));
    commits.put(id, new Commit(id, parent, model));
    head = id;
    isDeleted = false;
    return id;
  }

  void delete() {
    isDeleted = true;
  }

  void restore() {
    isDeleted = false;
  }

  void moveTo(CommitId commit) {
    head = commit;
  }

  @Nullable CommitId headCommit() {
    return head;
  }

  Commit commit(CommitId id) {
    return Objects.requireNonNull(commits.get(id));
  }

  @Override
  public RemoteHead head() {
    if (head == null) {
      return new RemoteHead.Empty();
    }
    if (isDeleted) {
      return new RemoteHead.Missing();
    }
    shown.add(head);
    return new RemoteHead.At(head);
  }

  @Override
  public FetchOutcome fetch(CommitId expected) {
    whileLooking.run();
    return new FetchOutcome.Fetched(expected);
  }

  @Override
  public HeadChange classify(@Nullable CommitId accepted, CommitId candidate) {
    if (accepted == null) {
      return HeadChange.FIRST;
    }
    if (accepted.equals(candidate)) {
      return HeadChange.SAME;
    }
    if (isAncestor(accepted, candidate)) {
      return HeadChange.FAST_FORWARD;
    }
    return isAncestor(candidate, accepted) ? HeadChange.ANCESTOR : HeadChange.REWRITE;
  }

  /** Whether anybody was shown a commit, or one that follows it. */
  boolean wasShown(CommitId commit) {
    return shown.contains(commit) || shown.stream().anyMatch(newer -> isAncestor(commit, newer));
  }

  boolean isAncestor(CommitId older, CommitId newer) {
    for (var at = commit(newer); at.parent() != null; at = commit(at.parent())) {
      if (older.equals(at.parent())) {
        return true;
      }
    }
    return false;
  }

  @Override
  public MergeCommit merge(CommitId commit) {
    return new MergeCommit(commit, "sim", "commit " + commit.abbreviated(), Instant.EPOCH);
  }

  @Override
  public List<MergeCommit> merges(CommitId after, CommitId newest, int limit) {
    var line = new ArrayDeque<MergeCommit>();
    for (@Nullable CommitId at = newest;
        at != null && !at.equals(after);
        at = commit(at).parent()) {
      line.addFirst(merge(at));
    }
    return new ArrayList<>(line).subList(0, Math.min(limit, line.size()));
  }

  @Override
  public void pin(long version, CommitId commit) {}

  @Override
  public Judgement judge(CommitId commit, @Nullable CommitId accepted) {
    var model = commit(commit).model();
    return model == null
        ? Judgement.unlinked(
            List.of(Problem.error("sim.broken", Location.NOWHERE, "It is broken", "Mend it")))
        : new Judgement(model, List.of(), null);
  }

  @Override
  public ChangeDigest change(CommitId before, CommitId after) {
    return new ChangeDigest(before.value().substring(0, 32) + after.value().substring(0, 32));
  }

  @Override
  public Model model(CommitId commit) {
    return Objects.requireNonNull(commit(commit).model());
  }
}
