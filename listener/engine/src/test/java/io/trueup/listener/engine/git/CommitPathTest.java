package io.trueup.listener.engine.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which commits become versions: those that lead from one head of the branch to the next. */
class CommitPathTest {

  private static final int LIMIT = 1000;
  private static final int HISTORIES = Integer.getInteger("trueup.histories", 60);
  private static final long[] CLOCKS = {0, 49_999, 50_010, 1L << 31, 1L << 32, 253_402_300_799L};
  private static final long SEED = Long.getLong("trueup.histories.seed", 20261128L);

  @TempDir Path folder;
  private Repository repository;
  private final Map<CommitId, List<CommitId>> parents = new HashMap<>();
  private int made;

  @BeforeEach
  void createRepository() throws IOException {
    repository = new FileRepositoryBuilder().setBare().setGitDir(folder.toFile()).build();
    repository.create(true);
  }

  @AfterEach
  void closeRepository() {
    repository.close();
  }

  @Test
  void mergesIntoTheBranchAreTheFirstParentsUpToTheHead() throws IOException {
    var accepted = commit();
    var topic = commit(commit(accepted));
    var second = commit(accepted);
    var merge = commit(second, topic);
    var head = commit(merge);

    assertThat(path(accepted, head)).containsExactly(second, merge, head);
    assertThat(path(head, head)).isEmpty();
  }

  @Test
  void aFeatureThatMergedTheBranchIntoItselfIsOneVersion() throws IOException {
    var base = commit();
    var accepted = commit(base);
    var feature = commit(commit(base));

    var foxtrot = commit(feature, accepted);

    assertThat(path(accepted, foxtrot)).containsExactly(foxtrot);
    assertThat(path(base, foxtrot)).doesNotContain(accepted);
  }

  @Test
  void whatFollowsAFeatureThatTookTheBranchIsTheHeadAlone() throws IOException {
    var base = commit();
    var accepted = commit(base);
    var foxtrot = commit(commit(base), accepted);

    var head = commit(commit(foxtrot), commit(base));

    assertThat(path(accepted, head)).containsExactly(head);
    assertThat(path(foxtrot, head)).hasSize(2).endsWith(head);
  }

  @Test
  void theBranchMayBeAnyParentOfAnOctopus() throws IOException {
    var base = commit();
    var accepted = commit(base);
    var one = commit(base);
    var two = commit(commit(base));

    var first = commit(accepted, one, two);
    var middle = commit(one, accepted, two);
    var last = commit(one, two, accepted);

    assertThat(path(accepted, first)).containsExactly(first);
    assertThat(path(accepted, middle)).containsExactly(middle);
    assertThat(path(accepted, last)).containsExactly(last);
    assertThat(path(accepted, commit(last))).hasSize(1);
  }

  @Test
  void ofTwoMergesThatCrossTheBranchsOwnLineIsTaken() throws IOException {
    var base = commit();
    var branch = commit(base);
    var feature = commit(base);

    var intoBranch = commit(branch, feature);
    var intoFeature = commit(feature, branch);

    var head = commit(intoBranch, intoFeature);
    assertThat(path(branch, head)).containsExactly(intoBranch, head);
    var crossed = commit(intoFeature, intoBranch);
    assertThat(path(branch, crossed)).containsExactly(crossed);
    assertThat(path(intoBranch, crossed)).containsExactly(crossed);
  }

  @Test
  void returnsTheOldestCommitsOfAPathThatIsTooLong() throws IOException {
    var accepted = commit();
    var one = commit(accepted);
    var two = commit(one);
    var three = commit(two);

    assertThat(CommitReader.path(repository, accepted, three, 2))
        .extracting(MergeCommit::commit)
        .containsExactly(one, two);
  }

  @Test
  void agreesWithANaiveImplementationOnRandomHistories() throws IOException {
    for (var i = 0; i < HISTORIES; i++) {
      var seed = SEED + i;
      var random = new Random(seed);
      var commits = history(random, 5 + random.nextInt(30));
      for (var pair = 0; pair < 25; pair++) {
        var from = commits.get(random.nextInt(commits.size()));
        var head = commits.get(random.nextInt(commits.size()));
        var what = "seed %d: from %s to %s of %s".formatted(seed, from, head, parents);
        assertThat(CommitReader.classify(repository, from, head))
            .as(what)
            .isEqualTo(is(from, head));
        if (follows(head, from) || head.equals(from)) {
          var path = path(from, head);
          assertThat(path).as(what).isEqualTo(literally(from, head));
          assertThat(path).as(what).allMatch(version -> follows(version, from));
        }
      }
    }
  }

  /** Commits with up to four parents in any order, and with clocks that run as they like. */
  private List<CommitId> history(Random random, int size) throws IOException {
    parents.clear();
    var commits = new ArrayList<CommitId>();
    for (var i = 0; i < size; i++) {
      var recent = new ArrayList<>(commits.subList(Math.max(0, i - 6), i));
      Collections.shuffle(recent, random);
      var count = Math.min(recent.size(), i < 3 ? i : 1 + random.nextInt(4) * random.nextInt(2));
      var when = random.nextInt(4) == 0 ? CLOCKS[random.nextInt(CLOCKS.length)] : 50_000L + i;
      commits.add(insert(when, recent.subList(0, count)));
    }
    return commits;
  }

  private HeadChange is(CommitId from, CommitId head) {
    if (from.equals(head)) {
      return HeadChange.SAME;
    }
    if (follows(head, from)) {
      return HeadChange.FAST_FORWARD;
    }
    return follows(from, head) ? HeadChange.ANCESTOR : HeadChange.REWRITE;
  }

  /**
   * First parents from the head down to the former one; the head alone where that does not lead.
   */
  private List<CommitId> literally(CommitId from, CommitId head) {
    var line = new ArrayList<CommitId>();
    var at = head;
    while (!at.equals(from)) {
      line.addFirst(at);
      var itsParents = parents.getOrDefault(at, List.of());
      if (itsParents.isEmpty()) {
        return List.of(head);
      }
      at = itsParents.getFirst();
    }
    return line;
  }

  private boolean follows(CommitId newer, CommitId older) {
    Set<CommitId> seen = new HashSet<>();
    var open = new ArrayList<>(parents.getOrDefault(newer, List.of()));
    while (!open.isEmpty()) {
      var at = open.removeLast();
      if (seen.add(at)) {
        open.addAll(parents.getOrDefault(at, List.of()));
      }
    }
    return seen.contains(older);
  }

  private List<CommitId> path(CommitId from, CommitId head) throws IOException {
    return CommitReader.path(repository, from, head, LIMIT).stream()
        .map(MergeCommit::commit)
        .toList();
  }

  private CommitId commit(CommitId... parents) throws IOException {
    return insert(1000 + made, List.of(parents));
  }

  private CommitId insert(long when, List<CommitId> itsParents) throws IOException {
    var commit = new CommitBuilder();
    var ada =
        new PersonIdent("Ada", "ada@example.org", Instant.ofEpochSecond(when), ZoneOffset.UTC);
    commit.setAuthor(ada);
    commit.setCommitter(ada);
    commit.setMessage("Commit " + ++made);
    commit.setParentIds(itsParents.stream().map(CommitReader::id).toArray(ObjectId[]::new));
    try (var inserter = repository.newObjectInserter()) {
      commit.setTreeId(inserter.insert(Constants.OBJ_TREE, new byte[0]));
      var id = new CommitId(inserter.insert(commit).name());
      inserter.flush();
      parents.put(id, List.copyOf(itsParents));
      return id;
    }
  }
}
