package io.trueup.listener.git;

import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
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

  private static final int MAX_TEXT = 500;

  private CommitReader() {}

  static HeadChange classify(Repository repository, @Nullable CommitId accepted, CommitId head)
      throws IOException {
    if (accepted == null) {
      return HeadChange.FIRST;
    }
    if (accepted.equals(head)) {
      return HeadChange.SAME;
    }
    try (var walk = new RevWalk(repository)) {
      walk.setRetainBody(false);
      var newer = parse(walk, head);
      var older = find(walk, accepted);
      if (older == null) {
        return HeadChange.REWRITE;
      }
      if (walk.isMergedInto(older, newer)) {
        return HeadChange.FAST_FORWARD;
      }
      return walk.isMergedInto(newer, older) ? HeadChange.ANCESTOR : HeadChange.REWRITE;
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
    try (var walk = new RevWalk(repository)) {
      return merge(parse(walk, commit));
    }
  }

  static List<MergeCommit> firstParents(
      Repository repository, @Nullable CommitId excluded, CommitId head, int limit)
      throws IOException {
    try (var walk = new RevWalk(repository)) {
      var fresh = excluded == null ? null : notReachableFrom(repository, excluded, head);
      Deque<MergeCommit> oldest = new ArrayDeque<>();
      @Nullable RevCommit commit = parse(walk, head);
      while (commit != null && (fresh == null || fresh.contains(commit))) {
        walk.parseBody(commit);
        oldest.addFirst(merge(commit));
        if (oldest.size() > limit) {
          oldest.removeLast();
        }
        commit.disposeBody();
        commit = commit.getParentCount() == 0 ? null : walk.parseCommit(commit.getParent(0));
      }
      return List.copyOf(oldest);
    }
  }

  /** What the head brings; the excluded commit may lie off the first-parent line. */
  private static Set<ObjectId> notReachableFrom(
      Repository repository, CommitId excluded, CommitId head) throws IOException {
    try (var walk = new RevWalk(repository)) {
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

  /** Reads a commit that must be there. */
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

  static ObjectId id(CommitId commit) {
    return ObjectId.fromString(commit.value());
  }

  private static MergeCommit merge(RevCommit commit) {
    var author = commit.getAuthorIdent();
    return new MergeCommit(
        new CommitId(commit.name()),
        author == null ? "" : oneLine(author.getName()),
        oneLine(commit.getShortMessage()),
        Instant.ofEpochSecond(commit.getCommitTime()));
  }

  private static String oneLine(String text) {
    var line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT);
  }
}
