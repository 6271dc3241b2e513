package io.trueup.listener.engine.versions.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.engine.testing.CompiledSource;
import io.trueup.listener.engine.versions.VersionFileSet;
import io.trueup.listener.engine.versions.VersionImport;
import io.trueup.listener.engine.versions.VersionImport.Expected;
import io.trueup.listener.engine.versions.VersionManifest;
import io.trueup.listener.engine.versions.VersionManifest.Item;
import io.trueup.listener.engine.versions.VersionRefusedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArchiveTest {

  private static final Expected ACME = new Expected("acme", CompiledSource.PROGRAM);

  @TempDir Path folder;
  private CompiledSource source;
  private VersionFileSet target;
  private VersionManifest manifest;

  @BeforeEach
  void acceptTwo() throws IOException {
    source = new CompiledSource(folder);
    source.accept(1);
    manifest = source.compiled().manifest(source.accept(2)).orElseThrow();
    target = new VersionFileSet(folder.resolve("elsewhere"));
  }

  @AfterEach
  void close() {
    source.close();
  }

  private static Set<String> ids(List<Item> items) {
    return items.stream().map(Item::id).collect(Collectors.toSet());
  }

  private byte[] archive(ContentCoding coding, List<Item> items) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var writer = new ArchiveWriter(bytes, coding, manifest, ids(items))) {
      for (var item : items) {
        try (var in = Files.newInputStream(source.folder().resolve(item.name().text()))) {
          writer.add(item, in, _ -> {});
        }
      }
    }
    return bytes.toByteArray();
  }

  private void restore(InputStream in) throws IOException {
    try (var archive = ArchiveReader.open(in);
        var version = VersionImport.begin(target, archive.manifest(), ACME)) {
      archive.into(version, _ -> {});
    }
  }

  private void restore(byte[] archive) throws IOException {
    restore(new ByteArrayInputStream(archive));
  }

  private List<String> found() throws IOException {
    if (!Files.isDirectory(target.folder())) {
      return List.of();
    }
    try (var files = Files.list(target.folder())) {
      return files
          .map(it -> it.getFileName().toString())
          .filter(it -> !it.equals("import.lock"))
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void bringsAVersionToAnotherFolder(ContentCoding coding) throws IOException {
    restore(archive(coding, manifest.files()));

    for (var item : manifest.files()) {
      assertThat(target.find(item.id()).orElseThrow())
          .hasSameBinaryContentAs(source.folder().resolve(item.name().text()));
    }
    assertThat(CompiledSource.in(target.folder()).find(manifest.commit())).isPresent();
  }

  @Test
  void leavesOutWhatTheReceiverHas() throws IOException {
    var difference = archive(ContentCoding.best(), List.of(manifest.files().getLast()));

    assertThatThrownBy(() -> restore(difference))
        .isInstanceOf(VersionRefusedException.class)
        .hasMessage(
            "The archive leaves out 1 file that the folder lacks too, the first of commit %s. Import an archive of that version first, or export this one without '--since'"
                .formatted(manifest.files().getFirst().commit()));
    restore(archive(ContentCoding.best(), manifest.files()));
    Files.delete(target.find(manifest.id()).orElseThrow());
    restore(difference);

    assertThat(CompiledSource.in(target.folder()).find(manifest.commit())).isPresent();
  }

  /** Wherever it is cut or changed, no version appears that is not the right one. */
  @Test
  void takesNothingFromADamagedArchive() throws IOException {
    var seed = Long.getLong("trueup.archive.seed", 1);
    var random = new Random(seed);
    for (var coding : ContentCoding.values()) {
      var honest = archive(coding, manifest.files());
      for (var turn = 0; turn < 30; turn++) {
        var damaged =
            turn % 2 == 0 ? Arrays.copyOf(honest, random.nextInt(honest.length)) : honest.clone();
        if (turn % 2 == 1) {
          damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
        try {
          restore(damaged);
        } catch (IOException | VersionRefusedException _) {
          assertThat(found())
              .as("seed %d, %s, turn %d", seed, coding, turn)
              .noneMatch(it -> it.endsWith(".version"));
          continue;
        }
        // The change was in what is not covered by a digest, such as a comment of gzip.
        for (var name : found()) {
          assertThat(target.folder().resolve(name))
              .as("seed %d, %s, turn %d", seed, coding, turn)
              .hasSameBinaryContentAs(source.folder().resolve(name));
          Files.delete(target.folder().resolve(name));
        }
      }
    }
  }

  @Test
  void refusesWhatGoesOnAfterItsLastFile() throws IOException {
    var honest = archive(ContentCoding.IDENTITY, manifest.files());
    var endless =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }
        };

    assertThatThrownBy(
            () -> restore(new SequenceInputStream(new ByteArrayInputStream(honest), endless)))
        .isInstanceOf(VersionRefusedException.class)
        .hasMessageStartingWith("The archive goes on after the last file of its manifest");
    assertThat(found()).isEmpty();
  }

  @Test
  void refusesContentThatWasCompressedBeyondMeasure() throws IOException {
    var size = 2L << 30;
    var item = new Item("a".repeat(64), manifest.commit(), size);
    var bomb =
        new VersionManifest(
            item.id(),
            "acme",
            manifest.commit(),
            "",
            manifest.program(),
            manifest.made(),
            size,
            List.of(item));
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(ContentCoding.best().encode(bytes))) {
      new ArchiveHead(bomb, Set.of(item.id())).write(out);
      for (var i = 0; i < 64; i++) {
        out.write(new byte[1 << 20]);
      }
    }

    assertThatThrownBy(() -> restore(bytes.toByteArray()))
        .isInstanceOf(VersionRefusedException.class)
        .hasMessageContaining("compressed more than 200 times");
    assertThat(found()).isEmpty();
  }

  @Test
  void refusesAHeadOfALengthThatLies() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.write("TRUEUPA1".getBytes(StandardCharsets.US_ASCII));
      out.writeInt(Integer.MAX_VALUE);
    }

    assertThatThrownBy(() -> restore(bytes.toByteArray()))
        .isInstanceOf(VersionRefusedException.class)
        .hasMessage("This is no archive of a version: its head cannot have 2147483647 bytes");
    assertThatThrownBy(() -> restore("any text at all".getBytes(StandardCharsets.US_ASCII)))
        .hasMessage("This is no archive of a version: it does not begin like one");
  }
}
