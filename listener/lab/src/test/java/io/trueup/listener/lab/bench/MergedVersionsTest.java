package io.trueup.listener.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.source.GitModelLibrary;
import io.trueup.listener.engine.source.PlatformLint;
import io.trueup.listener.engine.versions.CompiledVersion;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.platforms.spi.DataPlatforms;
import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the files of versions refer to after many merges, and after starts between them. */
class MergedVersionsTest {

  private static final int MERGES = 30;
  private static final int MERGES_UNTIL_A_START = 14;
  private static final int MOST_FILES = 12;
  private static final EcosystemSpec SHAPE =
      new EcosystemSpec(2_000, 12, 20, 100, 20, 5, 5, 20, 1, EcosystemSpec.Format.JSON, "postgres");

  @TempDir private Path folder;

  private final List<CompiledVersion> versions = new ArrayList<>();

  @BeforeEach
  void merge() throws IOException {
    var model = GeneratedModel.in(folder.resolve("model"), SHAPE, MERGES);
    var start = 0;
    while (start < MERGES) {
      var end = Math.min(MERGES, start + MERGES_UNTIL_A_START);
      var files = BenchVersions.in(folder.resolve("versions"));
      try (var mirror = BenchMirror.open(model.mirror())) {
        check(mirror, files, model.commits().subList(start, end + 1));
      }
      start = end;
    }
  }

  private void check(GitMirror mirror, VersionFolder files, List<CommitId> commits) {
    var library =
        new GitModelLibrary(
            mirror, ModelRoot.of(""), new PlatformLint(DataPlatforms.load()), null, files);
    for (var i = 0; i < commits.size(); i++) {
      var accepted = i == 0 ? null : commits.get(i - 1);
      if (i > 0 || versions.isEmpty()) {
        assertThat(library.evaluate(commits.get(i), accepted).problems()).isEmpty();
        versions.add(files.find(commits.get(i).value()).orElseThrow());
      }
    }
  }

  @Test
  void referToFewFilesAndOnlyToThoseOfTheVersionBefore() {
    assertThat(versions).hasSize(1 + MERGES);
    var whole = versions.getFirst().bytes();
    var reachable = new HashMap<String, Set<String>>();
    Set<String> before = Set.of();
    for (var version : versions) {
      var all = new HashSet<>(version.older());
      version.older().forEach(it -> all.addAll(reachable.getOrDefault(it, Set.of())));
      assertThat(before).containsAll(all);
      assertThat(version.older()).hasSizeLessThan(MOST_FILES);
      // Merged files leave out little of what only older versions have.
      assertThat(version.bytes()).isLessThan(2 * whole);
      reachable.put(version.id(), Set.copyOf(all));
      all.add(version.id());
      before = all;
    }
  }
}
