package io.trueup.listener.engine.versions;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.source.GitModelLibrary;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.stored.BlockCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Folders that cannot be written, that vanish, and that hold files of others. */
class UnusualFoldersTest {

  @TempDir private static Path shared;
  @TempDir private Path own;

  private static CompiledModels models;

  private final List<String> warnings = new ArrayList<>();

  @BeforeAll
  static void createModels() {
    models = CompiledModels.create(shared, 5);
  }

  @AfterAll
  static void close() {
    models.close();
  }

  private VersionFolder versions(Path folder) {
    return CompiledModels.versions(folder, warnings);
  }

  private void assertRight(VersionFolder folder) {
    var library = models.library(folder);
    for (var version = 0; version < 3; version++) {
      assertRight(library, version);
    }
  }

  private static void assertRight(GitModelLibrary library, int version) {
    assertThat(VersionsProcess.isRight(models, library, new int[] {version, version - 1}))
        .as("version %d", version)
        .isTrue();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(it -> it.toString().endsWith(VersionFolder.ENDING)).sorted().toList();
    }
  }

  @Test
  void worksWithAFileInPlaceOfTheFolder() throws IOException {
    var folder = Files.createFile(own.resolve("versions"));

    assertRight(versions(folder));
    assertRight(versions(folder.resolve("below")));
    versions(folder).clean(Set.of(), 0);
  }

  @Test
  void worksWhenTheFolderVanishes() throws IOException {
    var folder = own.resolve("versions");
    var library = models.library(versions(folder));
    for (var version = 0; version < 5; version++) {
      assertRight(library, version);
      if (version % 2 == 0) {
        remove(folder);
      }
    }
    assertThat(warnings).isEmpty();
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** A version is written whole when those that it would refer to have been removed meanwhile. */
  @Test
  void refersToNoFileThatWasRemoved() {
    var folder = versions(own);
    var library = models.library(folder);
    assertRight(library, 0);
    assertRight(library, 1);
    folder.clean(Set.of(), 0);

    assertRight(library, 2);

    var reopened = versions(own).find(models.commit(2).value()).orElseThrow();
    assertThat(reopened.older()).isEmpty();
    assertThat(reopened.basis().model()).isEqualTo(models.expected(2, -1).model());
  }

  /**
   * A whole version under the name of another one, to which a third refers, is not taken for it.
   */
  @Test
  void refersToNoOtherFileOfThatName() throws IOException {
    models.fill(own, 2);
    var newest = versions(own).find(models.commit(1).value()).orElseThrow();
    var referred = newest.older().getFirst();
    var other = own.resolve("other");
    assertRight(models.library(versions(other)), 0);
    for (var file : files(own)) {
      if (file.toString().contains(referred)) {
        Files.delete(file);
        Files.copy(files(other).getFirst(), file);
      }
    }

    assertThat(versions(own).find(models.commit(1).value())).isEmpty();

    assertThat(warnings).singleElement().asString().contains("its content is not that of its name");
    assertRight(versions(own));
  }

  /** As on a file system that can only be read: what is damaged stays where it is. */
  @Test
  void worksWhenADamagedFileCannotBeSetAside() throws IOException {
    models.fill(own, 3);
    for (var file : files(own)) {
      var bytes = Files.readAllBytes(file);
      for (var at = 16; at < bytes.length - 1000; at += 64) {
        bytes[at] ^= 1;
      }
      Files.write(file, bytes);
      Files.createDirectories(file.resolveSibling(file.getFileName() + ".damaged").resolve("x"));
    }

    assertRight(versions(own));

    assertThat(warnings).isNotEmpty().allMatch(it -> it.contains("It cannot be set aside"));
    assertThat(warnings).doesNotHaveDuplicates();
  }

  /** Two releases that share a folder do not take each other's files away. */
  @Test
  void leavesFilesOfOtherReleasesAlone() throws IOException {
    models.fill(own, 3);
    var before = files(own);
    var first = before.getFirst();
    var bytes = Files.readAllBytes(first);
    bytes[7] = '9';
    Files.write(first, bytes);
    for (var label :
        List.of(
            new VersionLabel("sample", "", "", new Fingerprint(1, 3)),
            new VersionLabel("other", "", "", new Fingerprint(1, 2)),
            new VersionLabel("sample", "", "folder", new Fingerprint(1, 2)))) {
      var others =
          new VersionFolder(own, label, new BlockCache(256), InstantSource.system(), warnings::add);
      assertThat(others.find(models.commit(1).value())).isEmpty();
      assertRight(others);
    }

    assertRight(versions(own));

    assertThat(warnings).isEmpty();
    assertThat(files(own)).containsAll(before);
  }

  /** What a file refers to is not known while it cannot be read. */
  @Test
  void removesNothingWhileAFileCannotBeRead() throws IOException {
    models.fill(own, 3);
    var last = models.commit(2).value();
    var path = versions(own).find(last).orElseThrow().path();
    var beside = own.resolve("beside");
    Files.move(path, beside);
    Files.createSymbolicLink(path, path.getFileName());

    versions(own).clean(Set.of(last), 0);

    Files.delete(path);
    Files.move(beside, path);
    assertThat(versions(own).find(last)).isPresent();
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("Cannot read " + path)
        .endsWith("Compiled versions are removed again when it can be read, or is removed by hand");
  }

  /** A removed file takes space for as long as it is mapped into memory. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void mapsNoFileToListOrCleanTheFolder() throws IOException {
    models.fill(own.resolve("written"), 2);
    var copy = Files.createDirectories(own.resolve("copy"));
    try (var files = Files.list(own.resolve("written"))) {
      for (var file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }

    assertThat(versions(copy).list()).hasSize(2);
    versions(copy).clean(Set.of(), 1);

    assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain(copy.toString());
  }
}
