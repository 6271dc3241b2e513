package io.trueup.listener.engine.versions;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.stored.BlockCache;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {

  private static final int VERSIONS = 16;

  @TempDir Path folder;

  @Test
  void writesAVersionAsOneFileOnWhichTheNextOneBuilds() {
    var warnings = new ArrayList<String>();
    var versions =
        new VersionFolder(
            folder.resolve("versions"),
            CompiledModels.LABEL,
            new BlockCache(64),
            InstantSource.system(),
            warnings::add,
            new MergePolicy(100, 4, 0));
    try (var models = CompiledModels.create(folder, VERSIONS)) {
      var library = models.library(versions);
      for (var version = 0; version < VERSIONS - 1; version++) {
        models.verdict(library, version, version - 1);
      }
      var last = models.commit(VERSIONS - 2).value();
      assertThat(versions.find(last).orElseThrow().older()).hasSizeGreaterThan(3);

      library.compact();

      var compacted = versions.find(last).orElseThrow();
      assertThat(compacted.older()).isEmpty();
      assertThat(
              models.isRight(
                  models.verdict(library, VERSIONS - 1, VERSIONS - 2), VERSIONS - 1, VERSIONS - 2))
          .isTrue();
      var next = versions.find(models.commit(VERSIONS - 1).value()).orElseThrow();
      assertThat(next.older()).containsExactly(compacted.id());

      versions.clean(Set.of(last), 1);

      assertThat(versions.commits())
          .containsExactlyInAnyOrder(last, models.commit(VERSIONS - 1).value());
      var restarted = models.library(CompiledModels.versions(folder.resolve("versions"), warnings));
      assertThat(models.isRight(models.verdict(restarted, VERSIONS - 2, -1), VERSIONS - 2, -1))
          .isTrue();
      assertThat(warnings).isEmpty();
    }
  }

  @Test
  void leavesAVersionAloneThatHoldsLittleElse() {
    try (var models = CompiledModels.create(folder, 2)) {
      var versions = CompiledModels.versions(folder.resolve("versions"), new ArrayList<>());
      var library = models.library(versions);
      models.verdict(library, 0, -1);
      models.verdict(library, 1, 0);
      var before = versions.find(models.commit(1).value()).orElseThrow();

      library.compact();

      assertThat(versions.find(models.commit(1).value()).orElseThrow().id()).isEqualTo(before.id());
    }
  }

  @Test
  void writesNothingForAVersionThatIsInAFile() {
    try (var models = CompiledModels.create(folder, 2)) {
      var versions = CompiledModels.versions(folder.resolve("versions"), new ArrayList<>());
      var library = models.library(versions);
      models.verdict(library, 0, -1);
      models.verdict(library, 1, 0);
      var before = versions.find(models.commit(1).value()).orElseThrow();

      assertThat(models.isRight(models.verdict(library, 1, -1), 1, -1)).isTrue();
      assertThat(models.isRight(models.verdict(library, 1, 0), 1, 0)).isTrue();

      assertThat(versions.find(models.commit(1).value()).orElseThrow().id()).isEqualTo(before.id());
    }
  }
}
