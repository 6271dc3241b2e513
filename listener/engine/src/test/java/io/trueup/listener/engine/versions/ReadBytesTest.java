package io.trueup.listener.engine.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadBytesTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("file"), "0123456789");
  }

  @Test
  void readsAtAnyPlace() throws IOException {
    var bytes = ReadBytes.open(file);
    var into = new byte[4];

    bytes.copy(3, into, 4);

    assertThat(bytes.size()).isEqualTo(10);
    assertThat(into).isEqualTo("3456".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void readsOnAfterAnInterruptAndLeavesItToTheCaller() throws IOException {
    var bytes = ReadBytes.open(file);
    var into = new byte[10];

    Thread.currentThread().interrupt();
    bytes.copy(0, into, 10);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(into).isEqualTo("0123456789".getBytes(StandardCharsets.US_ASCII));
    bytes.copy(9, into, 1);
    assertThat(into[0]).isEqualTo((byte) '9');
  }

  @Test
  void saysWhereAFileEnds() throws IOException {
    var bytes = ReadBytes.open(file);

    assertThatThrownBy(() -> bytes.copy(8, new byte[4], 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it cannot be read at byte 8: it ends there");
  }

  @Test
  void refusesWhatIsNoFile() {
    assertThatThrownBy(() -> ReadBytes.mappedOrRead(folder))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ReadBytes.mappedOrRead(folder.resolve("none")))
        .isInstanceOf(java.nio.file.NoSuchFileException.class);
  }
}
