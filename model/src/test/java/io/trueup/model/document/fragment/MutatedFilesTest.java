package io.trueup.model.document.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.TestModel;
import io.trueup.model.document.tree.PlaceFinder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reading a file always gives a fragment, even after random changes of its bytes. */
class MutatedFilesTest {

  private static final int MUTATIONS = 4_000;

  private static final String[] SPICE = {
    "\t",
    "\n",
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "&a ",
    "*a",
    "<<: *a",
    "\"",
    "'",
    "|\n",
    "---\n",
    "? ",
    "!!x ",
    "%",
    "#",
    "\0",
    "\uFEFF",
    "\u2028",
    "~",
    "@",
    "`",
    "\\u0000",
    ",",
    "kind: Team\n",
    "\r"
  };

  @Test
  void endInDocumentsOrProblems() {
    var seed = System.nanoTime();
    var random = new Random(seed);
    var files = new ArrayList<byte[]>();
    TestModel.northwind().files().values().forEach(it -> files.add(bytes(it)));
    files.add(bytes(JSON));
    for (var i = 0; i < MUTATIONS; i++) {
      var which = random.nextInt(files.size());
      var content = mutated(files.get(which), random);
      read(which == files.size() - 1 ? "x.json" : "x.yaml", content, seed, i);
    }
  }

  private static void read(String fileName, byte[] content, long seed, int round) {
    try {
      var fragment = FragmentReader.read(fileName, content);
      var again = FragmentReader.read(fileName, content);

      assertThat(again).isEqualTo(fragment);
      for (var problem : fragment.problems()) {
        assertThat(problem.message()).isNotBlank().doesNotContain("null pointer");
        assertThat(problem.location().line()).isBetween(0, lines(content) + 1);
      }
      var places = new PlaceFinder(fileName, content);
      fragment.documents().forEach(it -> places.locate(it.index(), List.of("name", "x")));
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "Seed %d, round %d, %s:%n%s"
              .formatted(seed, round, fileName, new String(content, StandardCharsets.UTF_8)),
          e);
    }
  }

  private static int lines(byte[] content) {
    var lines = 1;
    for (var b : content) {
      // YAML breaks lines at more than line feeds, so any byte that could be part of one counts.
      lines += b == '\n' || b == '\r' || b < 0 ? 1 : 0;
    }
    return lines;
  }

  private static byte[] mutated(byte[] content, Random random) {
    var bytes = content.clone();
    var changes = 1 + random.nextInt(4);
    for (var i = 0; i < changes; i++) {
      var at = random.nextInt(bytes.length);
      bytes =
          switch (random.nextInt(5)) {
            case 0 -> splice(bytes, at, at + 1, new byte[] {(byte) random.nextInt(256)});
            case 1 ->
                splice(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(20)), new byte[0]);
            case 2 -> splice(bytes, at, at, bytes(SPICE[random.nextInt(SPICE.length)]));
            case 3 ->
                splice(
                    bytes,
                    at,
                    Math.min(bytes.length, at + 2),
                    bytes(SPICE[random.nextInt(SPICE.length)]));
            default -> {
              var from = random.nextInt(bytes.length);
              var to = Math.min(bytes.length, from + random.nextInt(40));
              yield splice(bytes, at, at, Arrays.copyOfRange(bytes, from, to));
            }
          };
      if (bytes.length == 0) {
        return bytes;
      }
    }
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] with) {
    var result = new byte[bytes.length - (to - from) + with.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(with, 0, result, from, with.length);
    System.arraycopy(bytes, to, result, from + with.length, bytes.length - to);
    return result;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static final String JSON =
      """
      {"kind": "Team", "name": "USA/Sales", "containers": {"c": {"type": "postgres", "port": 5432}}}
      {"kind": "Datastore", "name": "S", "team": "USA/Sales",
       "capture": {"kind": "cdc", "container": "c", "trigger": {"cron": "0 2 * * *"}},
       "datasets": {"d": {"columns": {"id": {"type": "integer", "key": true}, "v": "varchar(3)"}}}}
      {"kind": "Workspace", "name": "W", "team": "USA/Sales", "groups": {"g": {"datasets": ["S/d"]}},
       "transformer": {"code": {"sql": "select 1"}, "output": {"name": "O",
       "datasets": {"o": {"columns": {"id": {"type": "integer", "key": true}}}}}}}
      """;
}
