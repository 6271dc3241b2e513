package io.trueup.listener.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

  @TempDir Path temporary;

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void isMadeForThisUserAlone() throws IOException {
    var path = temporary.resolve("new");
    try (var folder = DataFolder.claim(path)) {
      folder.instance();
      folder.writeSecret("operator.token", "x");

      assertThat(mode(path)).isEqualTo("rwx------");
      assertThat(mode(path.resolve("daemon.lock"))).isEqualTo("rw-------");
      assertThat(mode(path.resolve("instance"))).isEqualTo("rw-------");
      assertThat(mode(path.resolve("operator.token"))).isEqualTo("rw-------");
    }
  }

  @Test
  void isClosedToOthersWhereTheyCouldEnter() throws IOException {
    var path = Files.createDirectory(temporary.resolve("old"));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));

    try (var _ = DataFolder.claim(path)) {
      assertThat(mode(path)).isEqualTo("rwx------");
    }
  }

  /** The embedded Postgres under root, which has a user of its own. */
  @Test
  void letsAServerOfAnotherUserThroughAndKeepsItOutOfItsOwnFolders() throws IOException {
    Files.createDirectory(temporary.resolve("mirrors"));

    try (var folder = DataFolder.claim(temporary)) {
      folder.allowPassage();

      assertThat(mode(temporary)).isEqualTo("rwx--x--x");
      assertThat(mode(temporary.resolve("mirrors"))).isEqualTo("rwx------");
      assertThat(mode(temporary.resolve("fragments"))).isEqualTo("rwx------");
    }
  }

  @Test
  void keepsItsNameOverStarts() throws IOException {
    String first;
    try (var folder = DataFolder.claim(temporary)) {
      first = folder.instance();
    }
    try (var folder = DataFolder.claim(temporary)) {
      assertThat(folder.instance()).isEqualTo(first);
    }
  }
}
