package io.trueup.listener.engine.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.engine.testing.CompiledSource;
import io.trueup.listener.engine.versions.VersionImport.Expected;
import io.trueup.listener.engine.versions.VersionManifest.Item;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions from another folder, which stands for another machine. */
class VersionImportTest {

  private static final Expected ACME = new Expected("acme", CompiledSource.PROGRAM);

  @TempDir Path folder;
  private CompiledSource source;
  private VersionFileSet target;
  private final AtomicLong arrived = new AtomicLong();

  @BeforeEach
  void acceptTheFirst() {
    source = new CompiledSource(folder);
    target = new VersionFileSet(folder.resolve("elsewhere/versions/acme"));
  }

  @AfterEach
  void close() {
    source.close();
  }

  private VersionManifest manifest(String commit) throws IOException {
    return source.compiled().manifest(commit).orElseThrow();
  }

  private byte[] content(Item item) throws IOException {
    return Files.readAllBytes(source.folder().resolve(item.name().text()));
  }

  private InputStream content(Item item, long from) throws IOException {
    var content = new ByteArrayInputStream(content(item));
    content.skipNBytes(from);
    return content;
  }

  /** Copies all of a version and returns how many bytes that took. */
  private long copy(VersionManifest manifest) throws IOException {
    var before = arrived.get();
    try (var version = VersionImport.begin(target, manifest, ACME)) {
      for (var item : version.missing()) {
        version.receive(item, from -> content(item, from), arrived::addAndGet);
      }
      version.publish();
    }
    return arrived.get() - before;
  }

  private Map<String, Long> found() throws IOException {
    var found = new TreeMap<String, Long>();
    if (Files.isDirectory(target.folder())) {
      try (var files = Files.list(target.folder())) {
        for (var path : files.toList()) {
          if (!path.endsWith("import.lock")) {
            found.put(path.getFileName().toString(), Files.size(path));
          }
        }
      }
    }
    return found;
  }

  @Test
  void takesOnlyTheDifferenceOfTheNextVersion() throws IOException {
    var first = manifest(source.accept(1));
    var second = manifest(source.accept(2));

    assertThat(copy(first)).isEqualTo(first.bytes());
    assertThat(copy(second)).isEqualTo(second.files().getLast().bytes()).isLessThan(first.bytes());
    assertThat(copy(second)).isZero();
  }

  @Test
  void givesTheSameModelWithoutReadingAnyBlob() throws IOException {
    source.accept(1);
    var commit = source.accept(2);
    copy(manifest(commit));
    var versions = CompiledSource.in(target.folder());

    var there = CompiledSource.modelWithoutRepository(folder, versions, commit);

    assertThat(there.ecosystem()).isEqualTo(source.model(commit).ecosystem());
    assertThat(there.graphs()).isEqualTo(source.model(commit).graphs());
    assertThat(found()).hasSize(2).allSatisfy((name, _) -> assertThat(name).endsWith(".version"));
  }

  @Test
  void countsNoLockAsAFile() throws IOException {
    var version = manifest(source.accept(1));
    copy(version);

    assertThat(FolderUsage.of(target.folder())).isEqualTo(new FolderUsage(1, version.bytes()));
  }

  @Test
  void goesOnWhereAConnectionBroke() throws IOException {
    var manifest = manifest(source.accept(1));
    var item = manifest.files().getFirst();
    var half = item.bytes() / 2;
    var asked = new ArrayList<Long>();

    try (var version = VersionImport.begin(target, manifest, ACME)) {
      assertThatThrownBy(() ->
              version.receive(
                  item,
                  _ -> new ByteArrayInputStream(content(item), 0, (int) half),
                  arrived::addAndGet))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("ends after %d of %d bytes".formatted(half, item.bytes()));
    }
    assertThat(target.find(item.id())).isEmpty();
    try (var version = VersionImport.begin(target, manifest, ACME)) {
      version.receive(
          item,
          from -> {
            asked.add(from);
            return content(item, from);
          },
          arrived::addAndGet);
      version.publish();
    }

    assertThat(asked).containsExactly(half);
    assertThat(arrived.get()).isEqualTo(item.bytes());
    assertThat(Files.readAllBytes(target.find(item.id()).orElseThrow())).isEqualTo(content(item));
  }

  @Test
  void isUsableOnlyWhenAllFilesAreThere() throws IOException {
    source.accept(1);
    var commit = source.accept(2);
    var manifest = manifest(commit);

    try (var version = VersionImport.begin(target, manifest, ACME)) {
      var newest = version.missing().getLast();
      version.receive(newest, from -> content(newest, from), arrived::addAndGet);
    }

    assertThat(CompiledSource.in(target.folder()).find(commit)).isEmpty();
    assertThat(found().keySet()).allMatch(it -> it.endsWith(".unfinished"));
    assertThat(copy(manifest)).isEqualTo(manifest.bytes() - manifest.files().getLast().bytes());
    assertThat(CompiledSource.in(target.folder()).find(commit)).isPresent();
  }

  @Test
  void refusesDamagedContentAndLeavesTheFolderAsItWas() throws IOException {
    copy(manifest(source.accept(1)));
    var before = found();
    var second = manifest(source.accept(2));
    var item = second.files().getLast();
    var damaged = content(item);
    damaged[damaged.length / 2] ^= 1;

    try (var version = VersionImport.begin(target, second, ACME)) {
      assertThatThrownBy(() ->
              version.receive(item, _ -> new ByteArrayInputStream(damaged), arrived::addAndGet))
          .isInstanceOf(VersionRefusedException.class)
          .hasMessageStartingWith("File %s arrived with another content".formatted(item.id()));
    }

    assertThat(found()).isEqualTo(before);
  }

  @Test
  void takesNoByteMoreThanTheManifestSays() throws IOException {
    var manifest = manifest(source.accept(1));
    var item = manifest.files().getFirst();
    var endless =
        new InputStream() {
          @Override
          public int read() {
            return 7;
          }
        };

    try (var version = VersionImport.begin(target, manifest, ACME)) {
      assertThatThrownBy(() -> version.receive(item, _ -> endless, arrived::addAndGet))
          .isInstanceOf(VersionRefusedException.class);
    }

    assertThat(arrived.get()).isEqualTo(item.bytes());
    assertThat(found()).isEmpty();
  }

  @Test
  void refusesAVersionOfAnotherSourceOrRelease() throws IOException {
    var manifest = manifest(source.accept(1));

    assertThatThrownBy(() ->
            VersionImport.begin(target, manifest, new Expected("other", CompiledSource.PROGRAM)))
        .hasMessage("This is a version of source 'acme', and not of 'other'");
    assertThatThrownBy(() ->
            VersionImport.begin(target, manifest, new Expected("acme", new Fingerprint(3, 4))))
        .isInstanceOf(VersionRefusedException.class)
        .hasMessageContaining("its program is 00000000, and this one is 00000000")
        .hasMessageContaining("--any-release");
    assertThat(found()).isEmpty();
  }

  /** A file may have the right digest, and not be what its manifest says. */
  @Test
  void refusesFilesThatAreNotWhatTheirManifestSays() throws IOException {
    var honest = manifest(source.accept(1));
    var lying =
        new VersionManifest(
            honest.id(),
            "other",
            honest.commit(),
            honest.root(),
            honest.program(),
            honest.made(),
            honest.bytes(),
            honest.files());
    var text =
        "This is no version, however long it may be, and whatever its digest is"
            .getBytes(StandardCharsets.UTF_8);
    var id = Sha256.hex(text);
    var item = new Item(id, honest.commit(), text.length);
    var other =
        new VersionManifest(
            id,
            "acme",
            honest.commit(),
            "",
            honest.program(),
            honest.made(),
            text.length,
            List.of(item));

    try (var version = VersionImport.begin(target, lying, new Expected(null, null))) {
      var file = honest.files().getFirst();
      version.receive(file, from -> content(file, from), arrived::addAndGet);
      assertThatThrownBy(version::publish)
          .hasMessageContaining("it was made from another model, or by another release");
    }
    try (var version = VersionImport.begin(target, other, ACME)) {
      version.receive(item, _ -> new ByteArrayInputStream(text), arrived::addAndGet);
      assertThatThrownBy(version::publish).hasMessageContaining("it is no compiled version");
    }
    assertThat(found()).isEmpty();
  }

  @Test
  void refusesAFileWhoseOlderOnesAreNotInTheManifest() throws IOException {
    source.accept(1);
    var honest = manifest(source.accept(2));
    var last = honest.files().getLast();
    var alone =
        new VersionManifest(
            honest.id(),
            honest.source(),
            honest.commit(),
            honest.root(),
            honest.program(),
            honest.made(),
            last.bytes(),
            List.of(last));

    try (var version = VersionImport.begin(target, alone, ACME)) {
      version.receive(last, from -> content(last, from), arrived::addAndGet);
      assertThatThrownBy(version::publish)
          .hasMessageContaining("it refers to files that are not before it");
    }
    assertThat(found()).isEmpty();
  }

  @Test
  void hasAFolderToItself() throws IOException {
    var manifest = manifest(source.accept(1));

    try (var first = VersionImport.begin(target, manifest, ACME)) {
      assertThatThrownBy(() -> VersionImport.begin(target, manifest, ACME))
          .hasMessage(
              "another import writes to %s; wait until it has ended".formatted(target.folder()));
      assertThat(first.missing()).hasSize(1);
    }
    assertThat(copy(manifest)).isEqualTo(manifest.bytes());
  }

  @Test
  void refusesMoreThanTheDiskHolds() throws IOException {
    var honest = manifest(source.accept(1));
    var huge =
        new VersionManifest(
            honest.id(),
            honest.source(),
            honest.commit(),
            honest.root(),
            honest.program(),
            honest.made(),
            1L << 44,
            List.of(new Item(honest.id(), honest.commit(), 1L << 44)));

    assertThatThrownBy(() -> VersionImport.begin(target, huge, ACME))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the missing files have 17592186044416 bytes, and");
  }
}
