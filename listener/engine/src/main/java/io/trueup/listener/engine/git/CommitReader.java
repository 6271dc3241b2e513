package io.trueup.listener.engine.git;

import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/** Reads the commits of a repository. */
final class CommitReader {

  private CommitReader() {}

  static HeadChange classify(Repository repository, @Nullable CommitId accepted, CommitId head)
      throws IOException {
    if (accepted == null) {
      return HeadChange.FIRST;
    }
    if (accepted.equals(head)) {
      return HeadChange.SAME;
    }
    try (var walk = walk(repository)) {
      walk.setRetainBody(false);
      var newer = parse(walk, head);
      var older = find(walk, accepted);
      if (older == null) {
        requireWholeHistory(repository, head);
        return HeadChange.REWRITE;
      }
      if (walk.isMergedInto(older, newer)) {
        return HeadChange.FAST_FORWARD;
      }
      return walk.isMergedInto(newer, older) ? HeadChange.ANCESTOR : HeadChange.REWRITE;
    }
  }

  /**
   * Fails when any ancestor of the head cannot be read: an unknown commit may have been lost with a
   * pack, and then the branch was not rewritten.
   */
  private static void requireWholeHistory(Repository repository, CommitId head) throws IOException {
    try (var walk = walk(repository)) {
      walk.setRetainBody(false);
      walk.markStart(parse(walk, head));
      while (walk.next() != null) {
        // Each step reads the parents of a commit.
      }
    }
  }

  static boolean isReachable(Repository repository, CommitId commit, CommitId tip)
      throws IOException {
    return switch (classify(repository, commit, tip)) {
      case SAME, FAST_FORWARD -> true;
      case FIRST, ANCESTOR, REWRITE -> false;
    };
  }

  static MergeCommit read(Repository repository, CommitId commit) throws IOException {
    try (var walk = walk(repository)) {
      return merge(parse(walk, commit));
    }
  }

  /**
   * The commits along first parents from one commit to a head that follows it, oldest first: the
   * heads in between. The head alone where first parents do not lead there, as when a feature
   * merged the branch and became the branch: the feature's earlier commits lack the branch's
   * changes.
   *
   * @param from excluded
   * @param limit how many at most, the oldest ones
   */
  static List<MergeCommit> path(Repository repository, CommitId from, CommitId head, int limit)
      throws IOException {
    if (from.equals(head)) {
      return List.of();
    }
    try (var walk = walk(repository)) {
      var fresh = notReachableFrom(repository, from, head);
      var newest = parse(walk, head);
      Deque<RevCommit> oldest = new ArrayDeque<>();
      @Nullable RevCommit commit = newest;
      while (commit != null && fresh.contains(commit)) {
        oldest.addFirst(commit);
        if (oldest.size() > limit) {
          oldest.removeLast();
        }
        commit.disposeBody();
        commit = commit.getParentCount() == 0 ? null : walk.parseCommit(commit.getParent(0));
      }
      var leadsThere = commit != null && commit.name().equals(from.value());
      return read(walk, leadsThere ? List.copyOf(oldest) : List.of(newest));
    }
  }

  private static List<MergeCommit> read(RevWalk walk, List<RevCommit> commits) throws IOException {
    var read = new ArrayList<MergeCommit>();
    for (var commit : commits) {
      walk.parseBody(commit);
      read.add(merge(commit));
      commit.disposeBody();
    }
    return List.copyOf(read);
  }

  /**
   * The commits that the head adds. Where clocks ran backwards, older ones may be among them; none
   * is missing.
   */
  private static Set<ObjectId> notReachableFrom(
      Repository repository, CommitId excluded, CommitId head) throws IOException {
    try (var walk = walk(repository)) {
      walk.setRetainBody(false);
      walk.markStart(parse(walk, head));
      var older = find(walk, excluded);
      if (older != null) {
        walk.markUninteresting(older);
      }
      var fresh = new HashSet<ObjectId>();
      for (var commit : walk) {
        fresh.add(commit.copy());
      }
      return fresh;
    }
  }

  /** Reads a commit that must exist. */
  static RevCommit parse(RevWalk walk, CommitId commit) throws IOException {
    var found = find(walk, commit);
    if (found == null) {
      throw GitException.unknownCommit(commit);
    }
    return found;
  }

  private static @Nullable RevCommit find(RevWalk walk, CommitId commit) throws IOException {
    try {
      return walk.parseCommit(id(commit));
    } catch (MissingObjectException _) {
      return null;
    }
  }

  private static RevWalk walk(Repository repository) {
    var reader = InterruptibleReader.of(repository);
    return new RevWalk(reader) {
      @Override
      public void close() {
        super.close();
        reader.close();
      }
    };
  }

  static ObjectId id(CommitId commit) {
    return ObjectId.fromString(commit.value());
  }

  private static MergeCommit merge(RevCommit commit) {
    return new MergeCommit(
        new CommitId(commit.name()),
        CommitText.author(commit),
        CommitText.subject(commit),
        CommitText.committedAt(commit));
  }
}
