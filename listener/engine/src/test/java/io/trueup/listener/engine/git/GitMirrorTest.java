package io.trueup.listener.engine.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.engine.git.GitException.Category;
import io.trueup.listener.gitserver.GitRequest;
import io.trueup.statestore.CommitId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GitMirrorTest extends GitFixture {

  private static final CommitId ELSEWHERE = new CommitId("1234567890".repeat(4));

  @Test
  void seesThatNothingWasEverPushed() {
    assertThat(mirror.resolveHead()).isEqualTo(new RemoteHead.Empty());
  }

  @Test
  void fetchesWhatTheRemoteHas() {
    var commit = publish("model/a.yaml", "kind: Ecosystem\n");

    assertThat(mirror.resolveHead()).isEqualTo(new RemoteHead.At(commit));
    assertThat(mirror.fetch(commit)).isEqualTo(new FetchOutcome.Fetched(commit));
    assertThat(mirror.commit(commit).subject()).isEqualTo("Write model/a.yaml");
    assertThat(mirror.commit(commit).author()).isEqualTo("Ada");
  }

  @Test
  void asksOnceToLookAndOnceToFetch() {
    publish("a.yaml", "a");

    var commit = follow();
    mirror.fetch(commit);

    assertThat(server.requestCount(GitRequest.DISCOVERY)).isEqualTo(2);
    assertThat(server.requestCount(GitRequest.LIST)).isEqualTo(2);
    assertThat(server.requestCount(GitRequest.FETCH)).isEqualTo(1);
  }

  @Test
  void takesNeitherATagNorALongerNameForTheBranch() {
    ada.commit("First");
    ada.git("tag", "main");
    ada.git("push", "-q", "origin", "refs/tags/main", "HEAD:refs/heads/release/main");

    assertThat(mirror.resolveHead()).isEqualTo(new RemoteHead.Missing());
  }

  @Test
  void takesTheBranchThoughATagHasItsName() {
    ada.commit("First");
    ada.git("tag", "main");
    ada.git("push", "-q", "origin", "refs/tags/main");
    var commit = publish("a.yaml", "a");

    assertThat(follow()).isEqualTo(commit);
  }

  @Test
  void seesThatTheBranchWasDeletedOrRenamed() {
    var commit = publish("a.yaml", "a");
    follow();

    deleteBranch();
    ada.git("push", "-q", "origin", "HEAD:refs/heads/main/2");

    assertThat(mirror.resolveHead()).isEqualTo(new RemoteHead.Missing());
    assertThat(mirror.commit(commit).commit()).isEqualTo(commit);
  }

  @Test
  void fetchesThoughTheRemotesHeadNamesAMissingBranch() {
    ada.git("--git-dir=" + repository, "symbolic-ref", "HEAD", "refs/heads/nowhere");
    var commit = publish("a.yaml", "a");

    assertThat(follow()).isEqualTo(commit);
  }

  @Test
  void saysWhenTheExpectedCommitIsNotThereYet() {
    var seen = publish("a.yaml", "a");

    assertThat(mirror.fetch(ELSEWHERE))
        .isEqualTo(new FetchOutcome.NotVisible(new RemoteHead.At(seen)));
  }

  @Test
  void reportsABranchDeletedAfterItsHeadWasResolved() {
    var commit = publish("a.yaml", "a");
    deleteBranch();

    assertThat(mirror.fetch(commit))
        .isEqualTo(new FetchOutcome.NotVisible(new RemoteHead.Missing()));
  }

  @Test
  void fetchesTheExpectedCommitAfterTheBranchMovedOn() {
    var expected = publish("a.yaml", "a");
    var tip = publish("a.yaml", "b");

    assertThat(mirror.fetch(expected)).isEqualTo(new FetchOutcome.Fetched(tip));
    assertThat(mirror.classify(expected, tip)).isEqualTo(HeadChange.FAST_FORWARD);
  }

  @Test
  void neverFetchesACommitThatTheBranchDoesNotReach() {
    publish("a.yaml", "a");
    var foreign = new CommitId(ada.commit("From a fork"));
    ada.git("push", "-q", "origin", "HEAD:refs/pull/1/head");

    assertThat(mirror.fetch(foreign)).isInstanceOf(FetchOutcome.NotVisible.class);
    assertThatThrownBy(() -> mirror.commit(foreign))
        .isInstanceOfSatisfying(
            GitException.class, e -> assertThat(e.category()).isEqualTo(Category.NOT_FOUND));
  }

  @Test
  void classifiesAHeadAgainstTheAcceptedCommit() {
    var first = publish("a.yaml", "a");
    var second = publish("a.yaml", "b");
    follow();

    assertThat(mirror.classify(null, first)).isEqualTo(HeadChange.FIRST);
    assertThat(mirror.classify(first, first)).isEqualTo(HeadChange.SAME);
    assertThat(mirror.classify(first, second)).isEqualTo(HeadChange.FAST_FORWARD);
    assertThat(mirror.classify(second, first)).isEqualTo(HeadChange.ANCESTOR);
    assertThat(mirror.classify(ELSEWHERE, first)).isEqualTo(HeadChange.REWRITE);
  }

  @Test
  void seesARewriteAndThatTheBranchWasSetBack() {
    var first = publish("a.yaml", "a");
    var second = publish("a.yaml", "b");
    follow();

    ada.git("reset", "-q", "--hard", first.value());
    ada.git("push", "-q", "--force", "origin", "HEAD:refs/heads/main");
    assertThat(mirror.classify(second, follow())).isEqualTo(HeadChange.ANCESTOR);

    var rewritten = publish("a.yaml", "c");
    assertThat(follow()).isEqualTo(rewritten);
    assertThat(mirror.classify(second, rewritten)).isEqualTo(HeadChange.REWRITE);
  }

  @Test
  void seesAnUnrelatedHistory() {
    var first = publish("a.yaml", "a");
    follow();

    ada.git("checkout", "-q", "--orphan", "other");
    var unrelated = publish("a.yaml", "b");

    assertThat(follow()).isEqualTo(unrelated);
    assertThat(mirror.classify(first, unrelated)).isEqualTo(HeadChange.REWRITE);
  }

  @Test
  void keepsPinnedCommitsWhateverHappensToTheBranch() throws Exception {
    var pinned = publish("a.yaml", "a");
    follow();
    mirror.pin(1, pinned);
    mirror.pin(1, pinned);
    ada.git("checkout", "-q", "--orphan", "other");
    ada.git("remote", "set-url", "origin", repository.toString());
    mirror.close();
    mirror = GitMirror.open(remote(repository.toString(), AMPLE));
    for (var i = 0; i < 55; i++) {
      publish("b.yaml", "b" + i);
      follow();
    }

    mirror.maintain();

    assertThat(packs()).hasSizeLessThan(5);
    assertThat(mirror.pins()).containsExactly(Map.entry(1L, pinned));
    assertThat(mirror.tree(pinned, ModelRoot.of(""))).isInstanceOf(ModelTree.Entries.class);
    mirror.unpin(1);
    mirror.unpin(1);
    assertThat(mirror.pins()).isEmpty();
  }

  @Test
  void removesWhatAKilledProcessLeft() throws Exception {
    publish("a.yaml", "a");
    follow();
    var inside = mirrorFolder().resolve("repository");
    mirror.close();
    var leftovers =
        List.of(
            inside.resolve("refs/trueup/head.lock"),
            inside.resolve("config.lock"),
            inside.resolve("packed-refs.lock"),
            inside.resolve("objects/incoming_1.pack"),
            inside.resolve("objects/pack/tmp_pack_1"));
    for (var leftover : leftovers) {
      Files.writeString(leftover, "left");
    }
    Files.createDirectories(mirrorFolder().resolve("repository.next/objects"));

    mirror = GitMirror.open(remote(server.url("model"), AMPLE));
    var commit = publish("a.yaml", "b");

    assertThat(follow()).isEqualTo(commit);
    assertThat(leftovers).noneMatch(Files::exists);
    assertThat(mirrorFolder().resolve("repository.next")).doesNotExist();
  }

  @Test
  void clonesAgainWhenTheMirrorWasDeleted() throws Exception {
    var first = publish("a.yaml", "a");
    follow();
    mirror.pin(1, first);
    deleteTree(mirrorFolder().resolve("repository"));

    var second = publish("a.yaml", "b");

    assertThat(follow()).isEqualTo(second);
    assertThat(mirror.classify(first, second)).isEqualTo(HeadChange.FAST_FORWARD);
  }

  @Test
  void clonesAgainWhenTheMirrorIsDamagedAndKeepsThePins() throws Exception {
    var first = publish("a.yaml", "a");
    follow();
    mirror.pin(1, first);
    for (var pack : packs()) {
      Files.delete(pack);
    }
    reopen(AMPLE);

    assertThat(follow()).isEqualTo(first);
    assertThat(mirror.pins()).containsExactly(Map.entry(1L, first));
    assertThat(mirror.tree(first, ModelRoot.of(""))).isInstanceOf(ModelTree.Entries.class);
  }

  @Test
  void healsAfterAReaderFoundTheDamage() throws Exception {
    var commit = publish("a.yaml", "a");
    follow();
    for (var pack : packs()) {
      Files.write(pack, new byte[100]);
    }
    reopen(AMPLE);

    assertThatThrownBy(() -> mirror.tree(commit, ModelRoot.of("")))
        .isInstanceOfSatisfying(
            GitException.class, e -> assertThat(e.category()).isEqualTo(Category.CORRUPT))
        .hasMessageContaining("The next fetch clones it again");
    follow();
    assertThat(mirror.tree(commit, ModelRoot.of(""))).isInstanceOf(ModelTree.Entries.class);
  }

  @Test
  void doesNotTakeALostPackForARewrite() throws Exception {
    var accepted = publish("a.yaml", "a");
    follow();
    var packs = mirrorFolder().resolve("repository/objects/pack");
    List<Path> older;
    try (var files = Files.list(packs)) {
      older = files.toList();
    }
    var head = publish("b.yaml", "b");
    follow();
    for (var file : older) {
      Files.delete(file);
    }
    reopen(AMPLE);

    assertThatThrownBy(() -> mirror.classify(accepted, head))
        .isInstanceOfSatisfying(
            GitException.class, e -> assertThat(e.category()).isEqualTo(Category.CORRUPT))
        .hasMessageContaining("the mirror is damaged");
    assertThat(follow()).isEqualTo(head);
    assertThat(mirror.classify(accepted, head)).isEqualTo(HeadChange.FAST_FORWARD);
  }

  @Test
  void refusesAFolderThatIsInUseOrNotOurs() throws Exception {
    var remote = remote(server.url("model"), AMPLE);
    assertThatThrownBy(() -> GitMirror.open(remote))
        .isInstanceOf(GitException.class)
        .hasMessageContaining("another process uses it");

    var foreign = Files.createDirectory(folder.resolve("foreign"));
    Files.writeString(foreign.resolve("precious"), "x");
    var intoForeign =
        new GitRemote(remote.url(), "main", new GitAuthentication.None(), AMPLE, foreign);
    assertThatThrownBy(() -> GitMirror.open(intoForeign))
        .isInstanceOf(GitException.class)
        .hasMessageContaining("the folder holds files that are not a mirror's");
  }

  @Test
  void followsALocalRepository() {
    var commit = publish("a.yaml", "a");
    for (var url : List.of(repository.toString(), repository.toUri().toString())) {
      mirror.close();
      mirror = GitMirror.open(remote(url, AMPLE));

      assertThat(follow()).isEqualTo(commit);
    }
  }

  @Test
  void givesThePathAlongFirstParentsOldestFirst() {
    var first = publish("a.yaml", "1");
    ada.git("checkout", "-q", "-b", "topic");
    var topic = new CommitId(ada.write("b.yaml", "1").commit("On the topic"));
    ada.git("checkout", "-q", "main");
    var second = new CommitId(ada.write("a.yaml", "2").commit("Second"));
    ada.git("merge", "-q", "--no-ff", "-m", "Merge the topic\n\nbody", "topic");
    ada.git("push", "-q", "origin", "HEAD:refs/heads/main");
    var merge = follow();

    assertThat(mirror.path(first, merge, 10))
        .extracting(MergeCommit::subject)
        .containsExactly("Second", "Merge the topic");
    assertThat(mirror.path(first, merge, 1))
        .extracting(MergeCommit::commit)
        .containsExactly(second);
    assertThat(mirror.path(topic, merge, 10))
        .extracting(MergeCommit::commit)
        .containsExactly(merge);
    assertThat(mirror.path(merge, merge, 10)).isEmpty();
  }

  private void deleteBranch() {
    ada.git("--git-dir=" + repository, "config", "receive.denyDeleteCurrent", "ignore");
    ada.git("push", "-q", "origin", ":refs/heads/main");
  }

  private List<Path> packs() throws Exception {
    try (var files = Files.list(mirrorFolder().resolve("repository/objects/pack"))) {
      return files.filter(f -> f.toString().endsWith(".pack")).toList();
    }
  }

  private static void deleteTree(Path tree) throws Exception {
    try (var files = Files.walk(tree)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
