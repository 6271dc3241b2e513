package io.trueup.listener.engine.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.trueup.listener.engine.git.TreeEntry.Format;
import io.trueup.listener.engine.git.TreeEntry.Kind;
import io.trueup.listener.engine.git.TreeEntry.ModelFile;
import io.trueup.listener.engine.git.TreeEntry.UnusableFile;
import io.trueup.statestore.CommitId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTreeTest extends GitFixture {

  @Test
  void givesTheModelFilesByPath() {
    ada.write("model/z.yaml", "z").write("model/a/b.YML", "b").write("model/a.json", "{}");
    ada.write("model/README.md", "x").write("model/.github/ci.yaml", "x").write("c.yaml", "x");
    ada.publish("First");
    var commit = follow();

    var entries = entries(commit, "/model/");

    assertThat(entries.unusable()).isEmpty();
    assertThat(entries.files())
        .extracting(ModelFile::path, ModelFile::format)
        .containsExactly(
            tuple("model/a.json", Format.JSON),
            tuple("model/a/b.YML", Format.YAML),
            tuple("model/z.yaml", Format.YAML));
    assertThat(mirror.blob(entries.files().get(1).blob(), 10)).asString().isEqualTo("b");
    assertThat(entries(commit, "").files()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere", "file.yaml", "link", "a/../b", "model/sub"})
  void saysThatThereIsNoSuchRoot(String root) throws Exception {
    ada.write("file.yaml", "x").write("model/a.yaml", "x");
    Files.createSymbolicLink(ada.folder().resolve("link"), Path.of("model"));
    ada.publish("First");
    var commit = follow();

    assertThat(mirror.tree(commit, ModelRoot.of(root))).isEqualTo(new ModelTree.NoSuchRoot());
    assertThat(mirror.treeDiff(commit, commit, ModelRoot.of(root)))
        .isEqualTo(new ModelTreeDiff.NoSuchRoot());
  }

  @Test
  void reportsWhatLooksLikeAModelFileButCannotBeOne() throws Exception {
    Files.createSymbolicLink(ada.folder().resolve("link.yaml"), Path.of("/etc/passwd"));
    Files.createSymbolicLink(ada.folder().resolve("up.json"), Path.of("../../.git/config"));
    Files.createSymbolicLink(ada.folder().resolve("loop"), Path.of("."));
    ada.write("large.yaml", "x".repeat(101)).write("good.yaml", "x".repeat(100));
    ada.write("new\nline.yaml", "x");
    ada.commit("Oddities");
    var head = ada.git("rev-parse", "HEAD");
    ada.git("update-index", "--add", "--cacheinfo", "160000," + head + ",module.yaml");
    ada.git("commit", "-q", "-m", "A submodule");
    ada.git("push", "-q", "origin", "HEAD:refs/heads/main");
    var commit = follow();

    var tree = (ModelTree.Entries) mirror.tree(commit, new ModelRoot("", 100, 10));

    assertThat(tree.files()).extracting(ModelFile::path).containsExactly("good.yaml");
    assertThat(tree.unusable())
        .containsExactly(
            new UnusableFile("large.yaml", Kind.OVERSIZED),
            new UnusableFile("link.yaml", Kind.SYMBOLIC_LINK),
            new UnusableFile("module.yaml", Kind.SUBMODULE),
            new UnusableFile("new\\x0aline.yaml", Kind.UNUSABLE_PATH),
            new UnusableFile("up.json", Kind.SYMBOLIC_LINK));
  }

  @Test
  void reportsAPathThatIsNotUtf8() {
    var tree = ada.write("a.yaml", "a");
    tree.commit("First");
    var blob = tree.git("rev-parse", "HEAD:a.yaml");
    tree.git(
        "config",
        "alias.odd",
        "!printf '100644 blob %s\\tb\\377.yaml\\n' " + blob + " | git mktree");
    var odd = tree.git("odd");
    var commit = tree.git("commit-tree", "-m", "Odd", odd);
    tree.git("push", "-q", "origin", commit + ":refs/heads/main");

    assertThat(entries(follow(), "").unusable())
        .containsExactly(new UnusableFile("b\\xff.yaml", Kind.UNUSABLE_PATH));
  }

  @Test
  void goesDownOnlySoFar() {
    var tree = ada;
    var deep = tree.write("a.yaml", "a").commit("First");
    var id = tree.git("rev-parse", deep + "^{tree}");
    var name = "d".repeat(250);
    tree.git(
        "config",
        "alias.nest",
        "!t="
            + id
            + "; for i in $(seq 40); do t=$(printf '040000 tree %s\\t"
            + name
            + "\\n' $t | git mktree); done; echo $t");
    var nested = tree.git("nest");
    var commit = tree.git("commit-tree", "-m", "Deep", nested);
    tree.git("push", "-q", "origin", commit + ":refs/heads/main");

    var entries = entries(follow(), "");

    assertThat(entries.files()).isEmpty();
    assertThat(entries.unusable())
        .extracting(UnusableFile::kind)
        .containsExactly(Kind.UNUSABLE_PATH);
  }

  @Test
  void refusesTooManyFiles() {
    for (var i = 0; i < 11; i++) {
      ada.write("f%d.yaml".formatted(i), "x");
    }
    var commit = new CommitId(ada.publish("Many"));
    follow();

    assertThat(mirror.tree(commit, new ModelRoot("", 100, 10)))
        .isEqualTo(new ModelTree.TooManyFiles(10));
    assertThat(mirror.tree(commit, new ModelRoot("", 100, 11)))
        .isInstanceOf(ModelTree.Entries.class);
  }

  @Test
  void refusesToReadMoreThanIsAllowed() {
    var commit = publish("a.yaml", "x".repeat(101));
    follow();
    var blob = entries(commit, "").files().getFirst().blob();

    assertThat(mirror.blob(blob, 101)).hasSize(101);
    assertThatThrownBy(() -> mirror.blob(blob, 100))
        .isInstanceOf(GitException.class)
        .hasMessage(
            "Cannot read the file content %s: it has 101 bytes, and 100 are allowed"
                .formatted(blob));
  }

  @Test
  void recognizesAPointerIntoLfs() {
    var pointer =
        "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 12\n"
            .formatted("0".repeat(64));

    assertThat(LfsPointer.matches(pointer.getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(LfsPointer.matches("kind: Ecosystem\n".getBytes(StandardCharsets.UTF_8))).isFalse();
    assertThat(LfsPointer.matches(new byte[0])).isFalse();
  }

  @Test
  void comparesWhenTheRootIsNew() {
    var older = publish("readme.md", "x");
    var newer = publish("model/a.yaml", "x");
    follow();

    var diff = (ModelTreeDiff.Changes) mirror.treeDiff(older, newer, ModelRoot.of("model"));

    assertThat(diff.paths()).hasSize(1);
    assertThat(diff.paths().getFirst().path()).isEqualTo("model/a.yaml");
    assertThat(diff.paths().getFirst().older()).isNull();
  }

  @Test
  void theOlderTreeAndTheDifferenceGiveTheNewerTree() throws Exception {
    var seed = Long.getLong("trueup.trees.seed", 1);
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var older = new CommitId(scramble(random));
    for (var round = 0; round < 8; round++) {
      var newer = new CommitId(scramble(random));
      follow();

      var expected = byPath(newer);
      var patched = byPath(older);
      var diff = (ModelTreeDiff.Changes) mirror.treeDiff(older, newer, ModelRoot.of("m"));
      for (var change : diff.paths()) {
        assertThat(patched.get(change.path())).isEqualTo(change.older());
        if (change.newer() == null) {
          patched.remove(change.path());
        } else {
          patched.put(change.path(), change.newer());
        }
      }

      assertThat(patched).as("seed %d", seed).isEqualTo(expected);
      older = newer;
    }
  }

  /** Changes, removes and adds files; a name is now a file, now a folder, now a link. */
  private String scramble(Random random) throws Exception {
    ada.write("m/keep.yaml", "x");
    for (var i = 0; i < 12; i++) {
      var name = "m/%c.yaml".formatted('a' + random.nextInt(6));
      ada.git("rm", "-rq", "--cached", "--ignore-unmatch", name);
      ada.run("clean", "-fdxq", name);
      switch (random.nextInt(4)) {
        case 0 -> ada.write(name, "v" + random.nextInt(3));
        case 1 -> ada.write(name + "/inner.json", "v" + random.nextInt(3));
        case 2 -> Files.createSymbolicLink(ada.folder().resolve(name), Path.of("keep.yaml"));
        default -> {}
      }
    }
    return ada.publish("Scramble");
  }

  private Map<String, TreeEntry> byPath(CommitId commit) {
    var entries = entries(commit, "m");
    var byPath = new TreeMap<String, TreeEntry>();
    entries.files().forEach(file -> byPath.put(file.path(), file));
    entries.unusable().forEach(oddity -> byPath.put(oddity.path(), oddity));
    return byPath;
  }

  private ModelTree.Entries entries(CommitId commit, String root) {
    return (ModelTree.Entries) mirror.tree(commit, ModelRoot.of(root));
  }
}
