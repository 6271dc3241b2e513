package io.trueup.model.document.tree;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Writes random documents: plain ones as people and tools write them, and arbitrary ones. */
final class RandomDocuments {

  private static final String[] NAMES = {
    "kind",
    "name",
    "columns",
    "type",
    "key",
    "nullable",
    "größe",
    "a b",
    "x-1",
    "Ä",
    "🐘",
    "a:b",
    "_",
    "NW_Data"
  };

  private static final String[] PLAIN = {
    "varchar(40)",
    "true",
    "null",
    "~",
    "12",
    "-1",
    "1.5e3",
    "USA/Sales",
    "http://x.y/z?q=1#f",
    "Müller",
    "a b  c",
    "名前",
    "🐘🐘",
    "a#b",
    "a:b",
    "don't",
    "x\"y",
    "2026-01-01",
    "<<",
    "=",
    "a\\b",
    "github.com/x@main",
    "é",
    "e\u0301",
    "\u00A0",
    "a".repeat(40)
  };

  /** Texts that need no quotes in blocks only. */
  private static final String[] BLOCK_PLAIN = {
    "decimal(10,2)", "a, b", "x]", "a{b}", "a[0]", "a,b"
  };

  private static final String[] WILD = {
    "\t",
    "\n",
    "\r\n",
    "\r",
    ": ",
    ":",
    "- ",
    "-",
    "--- ",
    "---\n",
    "...\n",
    "{",
    "}",
    "[",
    "]",
    ",",
    ", ",
    "&a ",
    "*a",
    "<<: *a",
    "\"",
    "'",
    "''",
    "|\n",
    ">\n",
    "|-\n ",
    "? ",
    "?",
    "!!x ",
    "!",
    "%",
    "%YAML 1.2\n",
    "#",
    " #",
    " # c\n",
    "\0",
    "\uFEFF",
    "\u2028",
    "\u0085",
    "\u007F",
    "\u00A0",
    "\uFFFE",
    "~",
    "@",
    "`",
    "\\u0000",
    "\\u00e9",
    "\\x41",
    "\\n",
    "\\\"",
    "\\/",
    "\\N",
    "\\",
    "\\ud83d\\ude00",
    "  ",
    "   ",
    " ",
    "a",
    "b",
    "a: b\n",
    "\n  ",
    "\n ",
    "\n- ",
    "é",
    "🐘",
    "\"a\":1",
    "\"\\ud83d\"",
    "\"\\udc00\"",
    "\"\\u0001\"",
    "[a:]",
    "{a:}",
    "[b:, c]",
    "[a: b]",
    "{a:[b]}",
    "[a:{b: c}]",
    "{a: b}",
    "[a, b]",
    "null",
    "-1",
    "--",
    "=",
    "\"a\\tb\"",
    "\"a\tb\"",
    "'it''s'"
  };

  private final Random random;
  private StringBuilder text = new StringBuilder();
  private String lineEnd = "\n";

  RandomDocuments(Random random) {
    this.random = random;
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private String any(String[] of) {
    return of[random.nextInt(of.length)];
  }

  /** YAML in the plain form. */
  byte[] tameYaml() {
    text = new StringBuilder(oneIn(10) ? "\uFEFF" : "");
    lineEnd = oneIn(4) ? "\r\n" : "\n";
    var documents = 1 + random.nextInt(3);
    for (var i = 0; i < documents; i++) {
      if (i > 0 || oneIn(3)) {
        text.append("---");
        endLine();
      }
      switch (random.nextInt(5)) {
        case 0 -> blockSequence(0, 3);
        case 1 -> {
          flow(3);
          endLine();
        }
        default -> blockMapping(0, 4);
      }
    }
    if (oneIn(5)) {
      text.setLength(text.length() - lineEnd.length());
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void endLine() {
    if (oneIn(8)) {
      text.append(" ".repeat(1 + random.nextInt(3)));
    }
    if (oneIn(12)) {
      text.append(" # ").append(any(PLAIN)).append(oneIn(3) ? "\t: [" : "");
    }
    text.append(lineEnd);
    while (oneIn(10)) {
      text.append(" ".repeat(random.nextInt(4)));
      text.append(oneIn(2) ? "# " + any(PLAIN) : "").append(lineEnd);
    }
  }

  private void blockMapping(int indent, int depth) {
    var entries = 1 + random.nextInt(oneIn(10) ? 30 : 5);
    for (var i = 0; i < entries; i++) {
      if (i > 0) {
        text.append(" ".repeat(indent));
      }
      text.append(name(i)).append(oneIn(10) ? " :" : ":");
      if (depth == 0 || oneIn(2)) {
        inlineValue(depth);
      } else if (oneIn(3)) {
        endLine();
        var further = indent + random.nextInt(4);
        text.append(" ".repeat(further));
        blockSequence(further, depth - 1);
      } else {
        endLine();
        var further = indent + 1 + random.nextInt(4);
        text.append(" ".repeat(further));
        blockMapping(further, depth - 1);
      }
    }
  }

  private void blockSequence(int indent, int depth) {
    var items = 1 + random.nextInt(4);
    for (var i = 0; i < items; i++) {
      if (i > 0) {
        text.append(" ".repeat(indent));
      }
      text.append('-');
      if (depth == 0 || oneIn(2)) {
        inlineValue(depth);
      } else {
        var spaces = 1 + random.nextInt(3);
        text.append(" ".repeat(spaces));
        if (oneIn(3)) {
          blockSequence(indent + 1 + spaces, depth - 1);
        } else {
          blockMapping(indent + 1 + spaces, depth - 1);
        }
      }
    }
  }

  private void inlineValue(int depth) {
    if (!oneIn(10)) {
      text.append(" ".repeat(oneIn(5) ? 3 : 1));
      if (depth > 0 && oneIn(3)) {
        flow(depth);
      } else {
        text.append(oneIn(8) ? any(BLOCK_PLAIN) : scalar());
      }
    }
    endLine();
  }

  private void flow(int depth) {
    var list = oneIn(2);
    text.append(list ? '[' : '{');
    var items = random.nextInt(oneIn(10) ? 15 : 4);
    for (var i = 0; i < items; i++) {
      space();
      if (!list) {
        text.append(name(i)).append(": ");
      }
      if (depth > 1 && oneIn(4)) {
        flow(depth - 1);
      } else {
        text.append(!list && oneIn(10) ? "" : scalar());
      }
      space();
      text.append(i < items - 1 ? "," : "");
    }
    space();
    text.append(list ? ']' : '}');
  }

  private void space() {
    text.append(oneIn(3) ? " " : "");
  }

  /** A name that differs for each number in a mapping. */
  private String name(int i) {
    var name = any(NAMES) + i;
    return switch (random.nextInt(6)) {
      case 0 -> "'" + name + "'";
      case 1 -> "\"" + name + "\"";
      default -> name;
    };
  }

  private String scalar() {
    var scalar = any(PLAIN);
    return switch (random.nextInt(6)) {
      case 0 -> "'" + scalar.replace("'", "''") + "'";
      case 1 ->
          "\""
              + scalar.replace("\\", "\\\\").replace("\"", "\\\"")
              + (oneIn(4) ? "\\u00e9\\n" : "")
              + "\"";
      default -> scalar;
    };
  }

  /** Any text at all, built from what means something in YAML. */
  byte[] wild() {
    var soup = new StringBuilder();
    var pieces = 1 + random.nextInt(12);
    for (var i = 0; i < pieces; i++) {
      soup.append(oneIn(2) ? any(WILD) : oneIn(2) ? any(NAMES) : any(PLAIN));
    }
    return soup.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** JSON documents one after the other. */
  byte[] tameJson() {
    text = new StringBuilder(oneIn(10) ? "\uFEFF" : "");
    for (var i = random.nextInt(4); i >= 0; i--) {
      json(4, oneIn(2) ? '{' : '[');
      blank();
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void blank() {
    while (oneIn(3)) {
      text.append(any(new String[] {" ", "  ", "\n", "\r\n", "\t"}));
    }
  }

  private void json(int depth, char open) {
    text.append(open);
    blank();
    var items = random.nextInt(oneIn(10) ? 15 : 4);
    for (var i = 0; i < items; i++) {
      text.append(i == 0 ? "" : ",");
      blank();
      if (open == '{') {
        text.append(quoted(any(NAMES) + i));
        blank();
        text.append(':');
        blank();
      }
      jsonValue(depth);
      blank();
    }
    text.append(open == '{' ? '}' : ']');
  }

  private void jsonValue(int depth) {
    if (depth > 0 && oneIn(3)) {
      json(depth - 1, oneIn(2) ? '{' : '[');
    } else {
      text.append(
          oneIn(2)
              ? quoted(any(PLAIN))
              : any(
                  new String[] {
                    "true", "false", "null", "0", "-0", "12", "-1.50", "1e5", "2E-07", "0.1e+3"
                  }));
    }
  }

  private String quoted(String of) {
    var escaped = of.replace("\\", "\\\\").replace("\"", "\\\"");
    return "\"" + escaped + (oneIn(8) ? "\\u00fc\\/\\t" : "") + "\"";
  }

  /** The same bytes with some replaced, removed, repeated or inserted. */
  byte[] mutated(byte[] content) {
    var bytes = content;
    for (var changes = 1 + random.nextInt(3); changes > 0 && bytes.length > 0; changes--) {
      var at = random.nextInt(bytes.length);
      var upTo = Math.min(bytes.length, at + 1 + random.nextInt(4));
      bytes =
          switch (random.nextInt(5)) {
            case 0 -> splice(bytes, at, at + 1, new byte[] {(byte) random.nextInt(256)});
            case 1 -> splice(bytes, at, upTo, new byte[0]);
            case 2 -> splice(bytes, at, at, any(WILD).getBytes(StandardCharsets.UTF_8));
            case 3 -> splice(bytes, at, upTo, any(WILD).getBytes(StandardCharsets.UTF_8));
            default -> splice(bytes, at, at, Arrays.copyOfRange(bytes, at, upTo));
          };
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
}
