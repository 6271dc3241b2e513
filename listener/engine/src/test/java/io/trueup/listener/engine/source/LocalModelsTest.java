package io.trueup.listener.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.git.LocalRepository;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.gitserver.testing.GitWorkTree;
import io.trueup.model.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder is read as the commit of the same files would be. */
class LocalModelsTest {

  private static final String ZONE = "kind: GovernanceZone\nname: Z%d\nteams: {}\n";

  @TempDir Path folder;
  private GitWorkTree ada;
  private LocalRepository repository;

  @BeforeEach
  void openRepository() {
    ada = GitWorkTree.create(folder.resolve("ada"), "nowhere");
    repository = LocalRepository.find(ada.folder()).orElseThrow();
  }

  @AfterEach
  void closeRepository() {
    repository.close();
  }

  private ModelSnapshot read(String asked, ModelRoot root) {
    var models = new LocalModels(repository, root);
    return models.read(models.find(asked).orElseThrow());
  }

  private ModelSnapshot.Found found(String asked, ModelRoot root) {
    return (ModelSnapshot.Found) read(asked, root);
  }

  /** Paths with blobs and the rules of what is wrong. */
  private static Map<String, Object> seen(ModelSnapshot.Found snapshot) {
    var seen = new TreeMap<String, Object>();
    snapshot
        .files()
        .byPath()
        .forEach((path, file) ->
            seen.put(
                path,
                file.blob() + file.fragment().problems().stream().map(Problem::rule).toList()));
    return seen;
  }

  @Test
  void readsFoldersAsItReadsCommits() throws Exception {
    ada.write("m/a.yaml", ZONE.formatted(1)).write("m/sub/B.YML", ZONE.formatted(2));
    ada.write("m/.hidden/c.yaml", "x").write("m/.d.yaml", "x").write("m/README.md", "x");
    ada.write("outside.yaml", "x").write("m/large.json", "x".repeat(300));
    ada.write("m/new\nline.yaml", "x").write("m/broken.yaml", "kind: [\n");
    ada.write("m/lfs.yaml", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
    Files.createSymbolicLink(ada.folder().resolve("m/link.yaml"), Path.of("a.yaml"));
    Files.createSymbolicLink(ada.folder().resolve("m/loop"), Path.of("."));
    Files.createDirectories(ada.folder().resolve("m/folder.yaml"));
    ada.commit("Oddities");
    ada.git("init", "-q", "m/inner");
    ada.write("m/inner/e.yaml", "x");
    var root = new ModelRoot("m", 200, 100);

    var committed = found("main", root);
    var inFolder = found(ada.folder().toString(), root);

    assertThat(seen(inFolder)).isEqualTo(seen(committed)).hasSize(7);
    inFolder.files().byPath().values().stream()
        .filter(it -> !it.blob().isEmpty())
        .forEach(it ->
            assertThat(inFolder.contents().read(it.blob()))
                .isEqualTo(committed.contents().read(it.blob())));
  }

  @Test
  void understandsAFileThatIsTheSameOnce() {
    ada.write("a.yaml", ZONE.formatted(1)).write("b.yaml", ZONE.formatted(2)).commit("Two");
    var models = new LocalModels(repository, ModelRoot.of(""));
    var main = models.find("main").orElseThrow();
    var committed = ((ModelSnapshot.Found) models.read(main)).files();
    ada.write("b.yaml", ZONE.formatted(3));

    var place = models.find(ada.folder().toString()).orElseThrow();
    var next = ((ModelSnapshot.Found) models.read(place, main, committed)).files();

    assertThat(next.byPath().find("a.yaml")).isSameAs(committed.byPath().find("a.yaml"));
    assertThat(next.byPath().find("b.yaml")).isNotEqualTo(committed.byPath().find("b.yaml"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere", "file.yaml", "link", "a/../m", "m/../..", "../ada/m"})
  void aFolderHasNoRootWhereACommitHasNone(String root) throws Exception {
    ada.write("file.yaml", "x").write("m/a.yaml", "x");
    Files.createSymbolicLink(ada.folder().resolve("link"), Path.of("m"));
    ada.commit("First");

    for (var asked : new String[] {"main", ada.folder().toString()}) {
      assertThat(read(asked, ModelRoot.of(root)))
          .isInstanceOfSatisfying(
              ModelSnapshot.None.class,
              it -> assertThat(it.problem().rule()).isEqualTo("model.root-missing"));
    }
  }

  @Test
  void takesNoMoreFilesThanAreAllowed() {
    IntStream.range(0, 4).forEach(it -> ada.write("f%d.yaml".formatted(it), "x"));
    ada.commit("Four");

    for (var asked : new String[] {"main", ada.folder().toString()}) {
      assertThat(read(asked, new ModelRoot("", 100, 3)))
          .isInstanceOfSatisfying(
              ModelSnapshot.None.class,
              it -> assertThat(it.problem().rule()).isEqualTo("model.too-many-files"));
      assertThat(seen(found(asked, new ModelRoot("", 100, 4)))).hasSize(4);
    }
  }

  @Test
  void resolvesWhatNamesACommit() {
    ada.write("a.yaml", "x").commit("First");
    var commit = ada.commit("Second");
    ada.git("tag", "-a", "v1", "-m", "A tag that is an object");

    for (var revision : new String[] {"HEAD", "main", "v1", commit, commit.substring(0, 7)}) {
      assertThat(repository.resolve(revision).orElseThrow().value()).isEqualTo(commit);
    }
    assertThat(repository.resolve("HEAD~1")).isPresent();
    for (var none : new String[] {"HEAD~2", "HEAD:a.yaml", "", "..", "a b", "--all", ":/x"}) {
      assertThat(repository.resolve(none)).as(none).isEmpty();
    }
  }
}
