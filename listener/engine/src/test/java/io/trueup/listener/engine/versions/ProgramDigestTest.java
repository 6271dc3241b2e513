package io.trueup.listener.engine.versions;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.verdict.ModelChecker;
import io.trueup.platforms.spi.DataPlatforms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

class ProgramDigestTest {

  private static final Map<String, String> CLASSES =
      new TreeMap<>(Map.of("a/One.class", "one", "a/Two.class", "two", "a/rules.txt", "rules"));

  @TempDir Path folder;

  private Path jar(String name, Map<String, String> files, boolean isReversed, long time)
      throws IOException {
    var names = new ArrayList<>(files.keySet());
    var jar = folder.resolve(name);
    try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (var file : isReversed ? names.reversed() : names) {
        var entry = new ZipEntry(file);
        entry.setTime(time);
        zip.putNextEntry(entry);
        zip.write(files.getOrDefault(file, "").getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  private Path classes(String name, Map<String, String> files) throws IOException {
    for (var file : files.entrySet()) {
      var path = folder.resolve(name).resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    return folder.resolve(name);
  }

  private static Map<String, String> with(String name, String content) {
    var changed = new TreeMap<>(CLASSES);
    changed.put(name, content);
    return changed;
  }

  private static Fingerprint digest(Path... entries) throws IOException {
    return ProgramDigest.of(List.of(entries), "25");
  }

  @Test
  void ignoresTheOrderAndTimesOfAJarsEntries() throws IOException {
    assertThat(digest(jar("one.jar", CLASSES, false, 1_000_000_000_000L)))
        .isEqualTo(digest(jar("other.jar", CLASSES, true, 1_700_000_000_000L)));
  }

  @Test
  void changesWithAnyFileOfAJar() throws IOException {
    var digest = digest(jar("one.jar", CLASSES, false, 0));

    assertThat(digest(jar("changed.jar", with("a/Two.class", "2"), false, 0))).isNotEqualTo(digest);
    assertThat(digest(jar("longer.jar", with("a/New.class", ""), false, 0))).isNotEqualTo(digest);
    assertThat(digest(jar("text.jar", with("a/rules.txt", "?"), false, 0))).isNotEqualTo(digest);
  }

  @Test
  void changesWithAnyFileOfAFolder() throws IOException {
    var digest = digest(classes("one", CLASSES));

    assertThat(digest(classes("same", CLASSES))).isEqualTo(digest);
    assertThat(digest(classes("changed", with("a/Two.class", "owt")))).isNotEqualTo(digest);
    assertThat(digest(classes("longer", with("b/Two.class", "two")))).isNotEqualTo(digest);
  }

  @Test
  void coversAllEntriesInAnyOrder() throws IOException {
    var one = jar("one.jar", CLASSES, false, 0);
    var other = jar("other.jar", Map.of("b/Three.class", "three"), false, 0);

    assertThat(digest(one, other)).isEqualTo(digest(other, one)).isNotEqualTo(digest(one));
  }

  @Test
  void changesWithTheRuntime() throws IOException {
    var entries = List.of(jar("one.jar", CLASSES, false, 0));

    assertThat(ProgramDigest.of(entries, "25")).isNotEqualTo(ProgramDigest.of(entries, "26"));
  }

  @Test
  void recognizesThisProgram() {
    var digest = ProgramDigest.ofThisProgram(List.of(ModelChecker.class, Logger.class));

    assertThat(digest)
        .isPresent()
        .isEqualTo(ProgramDigest.ofThisProgram(List.of(Logger.class, ModelChecker.class)))
        .isNotEqualTo(ProgramDigest.ofThisProgram(List.of(Logger.class)));
  }

  @Test
  void recognizesTheCodeOfVerdicts() {
    assertThat(ProgramDigest.ofVerdicts(DataPlatforms.load()))
        .isPresent()
        .isEqualTo(ProgramDigest.ofVerdicts(DataPlatforms.load()));
  }

  /** Classes of the runtime itself are in no jar. */
  @Test
  void doesNotRecognizeAProgramWithoutFiles() {
    assertThat(ProgramDigest.ofThisProgram(List.of(String.class))).isEmpty();
  }
}
