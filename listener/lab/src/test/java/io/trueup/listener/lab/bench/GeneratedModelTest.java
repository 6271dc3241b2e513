package io.trueup.listener.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.git.ModelTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GeneratedModelTest {

  private static final int MERGES = 2;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void commitsTheSameOnAllCoresAsOnOne(EcosystemSpec.Format format) {
    var generator = new EcosystemGenerator(shape(format, 1), 5432);
    var one = new ModelRepository(repository("one")).commit("All", generator.files());
    var folder = repository("all");

    var all = new ModelRepository(folder).commitAll("All", generator);

    assertThat(all).isEqualTo(one);
    assertThat(BenchGit.run(folder, "fsck", "--strict")).isEmpty();
    assertThat(folder.toFile().list()).noneMatch(it -> it.endsWith(".marks"));
  }

  @Test
  void mirrorsTheModelAndItsMerges() throws IOException {
    var model = GeneratedModel.in(folder.resolve("kept"), shape(1), MERGES);

    assertThat(model.isNew()).isTrue();
    assertThat(model.commits()).hasSize(1 + MERGES).doesNotHaveDuplicates();
    assertThat(model.commits())
        .allSatisfy(commit -> {
          try (var mirror = BenchMirror.open(model.mirror())) {
            var tree = (ModelTree.Entries) mirror.tree(commit, ModelRoot.of(""));
            assertThat(tree.files())
                .hasSize(new EcosystemGenerator(shape(1), 5432).fileCount())
                .allSatisfy(file -> {
                  try (var blobs = mirror.blobs()) {
                    assertThat(blobs.read(file.blob(), 1 << 20)).isNotEmpty();
                  }
                });
          }
        });
  }

  @Test
  void takesAModelThatIsThere() throws IOException {
    var kept = folder.resolve("kept");
    var first = GeneratedModel.in(kept, shape(1), MERGES);
    var made = Files.getLastModifiedTime(kept.resolve("mirror"));

    var second = GeneratedModel.in(kept, shape(1), MERGES);

    assertThat(second.isNew()).isFalse();
    assertThat(second.commits()).isEqualTo(first.commits());
    assertThat(Files.getLastModifiedTime(kept.resolve("mirror"))).isEqualTo(made);
  }

  @Test
  void replacesAModelOfAnotherShapeAndOneThatIsUnfinished() throws IOException {
    var kept = folder.resolve("kept");
    var first = GeneratedModel.in(kept, shape(1), MERGES);

    var other = GeneratedModel.in(kept, shape(2), MERGES);
    Files.writeString(kept.resolve("trueup-bench-model"), "unfinished\n");
    var again = GeneratedModel.in(kept, shape(2), MERGES);

    assertThat(other.isNew()).isTrue();
    assertThat(other.commits()).doesNotContainAnyElementsOf(first.commits());
    assertThat(again.isNew()).isTrue();
    assertThat(again.commits()).isEqualTo(other.commits());
  }

  @Test
  void leavesAFolderOfOthersAlone() throws IOException {
    Files.writeString(folder.resolve("thesis.txt"), "chapter 1");

    assertThatThrownBy(() -> GeneratedModel.in(folder, shape(1), MERGES))
        .hasMessage(
            "Cannot keep a model in %s: the folder holds other files. Name an empty or a new folder"
                .formatted(folder));
    assertThat(folder.resolve("thesis.txt")).hasContent("chapter 1");
  }

  private Path repository(String name) {
    BenchGit.run(folder, "init", "-q", "--bare", "--initial-branch=main", name);
    return folder.resolve(name);
  }

  private static EcosystemSpec shape(long seed) {
    return shape(EcosystemSpec.Format.JSON, seed);
  }

  private static EcosystemSpec shape(EcosystemSpec.Format format, long seed) {
    return new EcosystemSpec(300, 5, 150, 7, 30, 9, 5, 150, seed, format, "postgres");
  }
}
