package io.trueup.listener.daemon.simulation;

import io.trueup.listener.engine.git.RemoteHead;
import io.trueup.model.verdict.Model;
import io.trueup.statestore.CommitId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A remote repository whose commits are numbers and whose models are drawn by the seed. */
final class SimulatedRemote {

  /**
   * A commit.
   *
   * @param parent null for the first
   * @param model null when it is broken
   * @param isBreaking whether compatibility rejects it
   */
  record Commit(
      CommitId id, @Nullable CommitId parent, @Nullable Model model, boolean isBreaking) {}

  private final Map<CommitId, Commit> commits = new HashMap<>();
  private @Nullable CommitId head;
  private boolean isDeleted;

  /** The heads that a check was shown. */
  private final Set<CommitId> shown = new HashSet<>();

  CommitId push(@Nullable CommitId parent, @Nullable Model model) {
    return push(parent, model, false);
  }

  CommitId pushBreaking(@Nullable CommitId parent, Model model) {
    return push(parent, model, true);
  }

  private CommitId push(@Nullable CommitId parent, @Nullable Model model, boolean isBreaking) {
    var id = new CommitId("%040x".formatted(commits.size() + 1));
    commits.put(id, new Commit(id, parent, model, isBreaking));
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

  /** The model of a commit that is not broken. */
  Model model(CommitId id) {
    return Objects.requireNonNull(commit(id).model());
  }

  /** Where the branch is, without showing it to a check. */
  RemoteHead branch() {
    if (head == null) {
      return new RemoteHead.Empty();
    }
    return isDeleted ? new RemoteHead.Missing() : new RemoteHead.At(head);
  }

  /** Where the branch is, for a check. */
  RemoteHead show() {
    var branch = branch();
    if (branch instanceof RemoteHead.At(var commit)) {
      shown.add(commit);
    }
    return branch;
  }

  /** Whether a check was shown a commit, or one that follows it. */
  boolean wasShown(CommitId commit) {
    return shown.stream().anyMatch(newer -> isSameOrAncestor(commit, newer));
  }

  boolean isSameOrAncestor(CommitId older, CommitId newer) {
    for (@Nullable CommitId at = newer; at != null; at = commit(at).parent()) {
      if (older.equals(at)) {
        return true;
      }
    }
    return false;
  }
}
