package io.trueup.listener.engine.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Any commit can be read, whatever it says about itself. */
class CommitTextTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01T00:00:00Z",
    "-1, 1969-12-31T23:59:59Z",
    "1767355200, 2026-01-02T12:00:00Z",
    "2147483648, 2038-01-19T03:14:08Z",
    "4294967296, 2106-02-07T06:28:16Z",
    "253402300800, 9999-12-31T23:59:59Z",
    "999999999999999999, 9999-12-31T23:59:59Z",
    "9223372036854775807, 9999-12-31T23:59:59Z",
    "99999999999999999999999999, 9999-12-31T23:59:59Z",
    "-999999999999999999, 0001-01-01T00:00:00Z",
    "-99999999999999999999999999, 0001-01-01T00:00:00Z",
    "yesterday, 1970-01-01T00:00:00Z",
    "'', 1970-01-01T00:00:00Z"
  })
  void readsDatesOfAnyTime(String seconds, Instant expected) throws IOException {
    var line = "Ada <ada@example.org> " + seconds + " +0100";

    var commit = read("author " + line + "\ncommitter " + line + "\n\nSubject\n");

    assertThat(commit.committedAt()).isEqualTo(expected);
    assertThat(commit.author()).isEqualTo("Ada");
    assertThat(commit.subject()).isEqualTo("Subject");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "author\ncommitter\n\nS",
        "author <>\ncommitter <>\n\nS",
        "author Ada\ncommitter Ada\n\nS",
        "author Ada <a> 1 +0000 > <> 2\ncommitter > 3 4 5\n\nS",
        "committer Ada <a> 1 +0000\n\nS",
        "author Ada <a> 1 +0000\ncommitter Ada <a> 1 +0000\nencoding no-such\n\nS",
        "author Ada <a> 1 +0000\ncommitter Ada <a> 1 +0000\nencoding \u00b2\n\nS",
        "author A\0da <a> 1\ncommitter Ada <a> 1\n\nS\0ubject",
        "author Ada <a> 1 +0000\ncommitter Ada <a> 1 +0000"
      })
  void readsWhatNoGitWrites(String rest) throws IOException {
    var commit = read(rest);

    assertThat(commit.author()).doesNotContain("\0", "\n");
    assertThat(commit.subject()).doesNotContain("\0", "\n");
  }

  @Test
  void cutsALongSubjectBetweenCharacters() throws IOException {
    var commit =
        read("author Ada <a> 1 +0000\ncommitter Ada <a> 1 +0000\n\n" + "x" + "😀".repeat(400));

    assertThat(commit.subject()).hasSize(499).endsWith("😀");
  }

  private MergeCommit read(String rest) throws IOException {
    try (var repository = new FileRepositoryBuilder().setBare().setGitDir(folder.toFile()).build();
        var inserter = repository.newObjectInserter()) {
      repository.create(true);
      var tree = inserter.insert(Constants.OBJ_TREE, new byte[0]);
      var text = "tree " + tree.name() + "\n" + rest;
      var id = inserter.insert(Constants.OBJ_COMMIT, text.getBytes(StandardCharsets.UTF_8));
      inserter.flush();
      return CommitReader.read(repository, new CommitId(id.name()));
    }
  }
}
