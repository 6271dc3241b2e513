package io.trueup.model.document.tree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes random files of datasets whose bodies come from a small pool, so that they repeat each
 * other in whole or in part, some with faults, some changed at random afterwards.
 */
public final class RepeatingFiles {

  private static final String[] LINES = {
    "id: {type: bigint, key: true}",
    "größe: varchar(40) # 🐘 wide",
    "name: \"decimal(18,4)\"",
    "note: nonsense(1",
    "id: string",
    "weird: {type: date, nullable: false, classification: [IP]}",
    "",
    "# a comment of some length, with wide letters: ÄÖÜ 🐘🐘",
    "nested:\n          type: varchar(20)\n          description: of two lines",
    "empty:",
    "Upper_Case: boolean",
    "last: 'timestamp'"
  };

  private static final String[] AFTER = {
    "",
    "",
    "    classification: [IP]\n",
    "    primaryKey: [id]\n",
    "    primaryKey: [name, id]\n    partition: [id]\n",
    "    source: table_7\n    description: A dataset that says what it is\n",
    "    unknown: 1\n",
    "\n# between\n\n",
    "        deeper: integer\n",
    "      deep: integer\n"
  };

  private static final String[] MEMBERS = {
    "\"id\":{\"type\":\"bigint\",\"key\":true}",
    "\"größe\":\"varchar(40)\"",
    "\"\\u00e4\\n\": \"date\"",
    "\"name\":\n  \"decimal(18,4)\"",
    "\"note\":\"nonsense\"",
    "\"id\":\"string\"",
    "\"weird\":{\"type\":\"date\",\"nullable\":false,\"classification\":[\"IP\"]}",
    "\"brackets\":{\"type\":\"date\",\"description\":\"} ]🐘{\"}",
    "\"last\":\"timestamp\""
  };

  private static final String[] WITH = {
    "",
    "",
    ",\"classification\":[\"IP\"]",
    ",\"primaryKey\":[\"id\"]",
    ",\"primaryKey\":[\"name\",\"id\"],\n\"partition\":[\"id\"]",
    ",\"source\":\"table_7\",\"description\":\"A dataset\"",
    ",\"unknown\":1",
    ",\"columns\":{}"
  };

  private final Random random;
  private final boolean json;
  private final List<String> bodies = new ArrayList<>();

  /** Files of one pool. */
  public RepeatingFiles(Random random, boolean json) {
    this.random = random;
    this.json = json;
    // Few lists of columns, so that one often begins or continues another.
    for (var list = 0; list < 2; list++) {
      var columns = json ? members() : lines();
      for (var i = 0; i < 4; i++) {
        bodies.add(json ? jsonBody(columns) : yamlBody(columns));
      }
    }
  }

  /** The next file. */
  public byte[] next() {
    var datasets =
        IntStream.range(0, random.nextInt(6))
            .mapToObj(this::dataset)
            .collect(Collectors.joining(json ? (random.nextBoolean() ? "," : ",\n  ") : ""));
    var text =
        json
            ? "{\"kind\":\"Datastore\",\"name\":\"ä\",%s\"datasets\":{%s}}\n"
                .formatted(random.nextBoolean() ? "\n" : "", datasets)
            : "%skind: Datasets\nstore: NW\nteam: USA/Sales\ndatasets:\n%s%s"
                .formatted(
                    random.nextBoolean() ? "# 🐘\n" : "", datasets, oneOf("", "", "---\na: b\n"));
    return changed(random.nextInt(8) == 0 ? text.replace("\n", "\r\n") : text);
  }

  private String oneOf(String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  private String dataset(int index) {
    var body = bodies.get(random.nextInt(bodies.size()));
    return json ? "\"d%d\":%s".formatted(index, body) : "  d%d:%s".formatted(index, body);
  }

  private String lines() {
    return random
        .ints(1 + random.nextInt(6), 0, LINES.length)
        .mapToObj(it -> "      " + LINES[it] + "\n")
        .collect(Collectors.joining());
  }

  private String yamlBody(String lines) {
    return oneOf("\n", "\n", " # why\n")
        + oneOf("", "", "    deprecated: false\n")
        + "    columns:\n"
        + lines
        + oneOf(AFTER);
  }

  private String members() {
    return random
        .ints(1 + random.nextInt(6), 0, MEMBERS.length)
        .mapToObj(it -> MEMBERS[it])
        .collect(Collectors.joining(oneOf(",", ",\n", " , ")));
  }

  private String jsonBody(String members) {
    return "{\"columns\":{%s}%s}".formatted(members, oneOf(WITH));
  }

  private byte[] changed(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || random.nextInt(3) > 0) {
      return bytes;
    }
    var at = random.nextInt(bytes.length);
    return switch (random.nextInt(4)) {
      case 0 -> java.util.Arrays.copyOf(bytes, at);
      case 1 -> {
        bytes[at] = (byte) "\n {}\":,#-\t\u00e4x".charAt(random.nextInt(12));
        yield bytes;
      }
      case 2 -> {
        bytes[at] = (byte) random.nextInt(256);
        yield bytes;
      }
      default ->
          (text.substring(0, Math.min(at, text.length()))
                  + oneOf("  ", "\n", "      ", "{", "}", "\"", "🐘")
                  + text.substring(Math.min(at, text.length())))
              .getBytes(StandardCharsets.UTF_8);
    };
  }
}
