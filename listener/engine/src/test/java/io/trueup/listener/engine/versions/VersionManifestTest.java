package io.trueup.listener.engine.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.engine.versions.VersionManifest.Item;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionManifestTest {

  private static final String ID = "a".repeat(64);
  private static final String COMMIT = "b".repeat(40);
  private static final VersionManifest MANIFEST =
      new VersionManifest(
          ID,
          "acme",
          COMMIT,
          "",
          "0123456789abcdef0123456789abcdef",
          Instant.EPOCH,
          5,
          List.of(new Item("c".repeat(64), "d".repeat(40), 2), new Item(ID, COMMIT, 3)));

  private static VersionManifest read(String json) {
    return VersionManifest.read(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void isReadAsItWasWritten() {
    assertThat(VersionManifest.read(MANIFEST.json())).isEqualTo(MANIFEST);
  }

  /** Names of files are made of ids and commits, so that no other file can be named. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "id":"cccc                 | "id":"../../etc/passwd         | a file has no id of 64 hex digits
          "commit":"dddd             | "commit":"../dddd              | a file has no commit of 40 hex digits
          "bytes":3                  | "bytes":-3                     | a file cannot have the size -3
          "bytes":3                  | "bytes":99999999999999999      | a file cannot have the size 99999999999999999
          "bytes":5                  | "bytes":6                      | its files have 5 bytes, and it says 6
          "source":"acme",           | ''                             | it names no source
          "program":"0123            | "program":"zz                  | Cannot read fingerprint
          """)
  void refusesWhatCannotBe(String honest, String lying, String why) {
    var json = new String(MANIFEST.json(), StandardCharsets.UTF_8);
    assertThat(json).contains(honest.strip());

    assertThatThrownBy(() -> read(json.replaceFirst(honest.strip(), lying.strip())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({"null", "[]", "'{}'", "not JSON", "''"})
  void refusesWhatIsNone(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(IllegalArgumentException.class);
  }
}
