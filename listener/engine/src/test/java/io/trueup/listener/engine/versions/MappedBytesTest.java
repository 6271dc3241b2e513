package io.trueup.listener.engine.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedBytesTest {

  private static final int PAGE = 4096;
  private static final int PAGES = 4096;

  /** So many copies that the virtual machine compiles them. */
  private static final int MANY = 200_000;

  @TempDir private Path folder;

  /**
   * Compiled code learns of a page that is gone later than interpreted code does; the error must
   * not surface elsewhere.
   */
  @Test
  void reportsACutFileWhereItIsRead() throws IOException {
    var file = Files.write(folder.resolve("file"), new byte[PAGES * PAGE]);
    var bytes = MappedBytes.open(file);
    var random = new Random(1);
    var into = new byte[200];
    for (var i = 0; i < MANY; i++) {
      assertNotCut(bytes, random.nextInt(PAGES) * (long) PAGE, into);
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(PAGES / 2 * PAGE);
    }
    var failed = 0;
    var beyond = 0;
    for (var i = 0; i < MANY / 10; i++) {
      var page = random.nextInt(PAGES);
      beyond += page >= PAGES / 2 ? 1 : 0;
      failed += isCut(bytes, page * (long) PAGE, into) ? 1 : 0;
    }
    assertThat(failed).isEqualTo(beyond).isPositive();
  }

  private static void assertNotCut(MappedBytes bytes, long offset, byte[] into) {
    if (isCut(bytes, offset, into)) {
      throw new AssertionError("It is whole");
    }
  }

  private static boolean isCut(MappedBytes bytes, long offset, byte[] into) {
    try {
      bytes.copy(offset, into, into.length);
      return false;
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("it was cut");
      return true;
    }
  }

  @Test
  void opensRegularFilesOnly() throws IOException {
    var empty = Files.createFile(folder.resolve("empty"));

    assertThat(MappedBytes.open(empty).size()).isZero();
    assertThatThrownBy(() -> MappedBytes.open(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it is no regular file");
    assertThatThrownBy(() -> MappedBytes.open(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> MappedBytes.open(empty).copy(0, new byte[1], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it ends before byte 1");
  }
}
