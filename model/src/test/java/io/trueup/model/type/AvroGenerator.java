package io.trueup.model.type;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes random schemas and random changes of them, as texts with single quotes. */
final class AvroGenerator {

  private static final List<String> PRIMITIVES =
      List.of("null", "boolean", "int", "long", "float", "double", "bytes", "string");

  private static final Pattern PRIMITIVE =
      Pattern.compile("'(boolean|int|long|float|double|bytes|string)'(?!:)");
  private static final Pattern DEFAULT = Pattern.compile(",'default':(?:1|'A')");
  private static final Pattern FIELD = Pattern.compile("\\{'name':'f(\\d)'");
  private static final Pattern NAME = Pattern.compile("'name':'([REF]\\d)'");
  private static final Pattern SYMBOLS = Pattern.compile("\\['A'(,'B')?]");

  private final Random random;
  private final List<String> open = new ArrayList<>();
  private int names;

  AvroGenerator(Random random) {
    this.random = random;
  }

  String schema() {
    String schema;
    do {
      names = 0;
      open.clear();
      schema = type(3);
    } while (!isSchema(schema));
    return schema;
  }

  private String type(int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      return primitive();
    }
    return switch (random.nextInt(7)) {
      case 0 -> "{'type':'array','items':" + type(depth - 1) + "}";
      case 1 -> "{'type':'map','values':" + type(depth - 1) + "}";
      case 2 -> union(depth);
      case 3 -> enumeration();
      case 4 -> "{'type':'fixed','name':'F%d','size':%d}".formatted(names++, 1 + random.nextInt(2));
      default -> record(depth);
    };
  }

  private String primitive() {
    return open.isEmpty() || random.nextInt(5) > 0
        ? "'" + PRIMITIVES.get(random.nextInt(PRIMITIVES.size())) + "'"
        : "'" + open.get(random.nextInt(open.size())) + "'";
  }

  private String union(int depth) {
    var branches = new ArrayList<String>();
    Set<String> kinds = new HashSet<>();
    for (var i = 0; i <= random.nextInt(4); i++) {
      var branch = type(depth - 1);
      var kind = branch.replaceAll("^(.'type':'(?:array|map)').*$", "$1");
      if (!branch.startsWith("[") && kinds.add(kind)) {
        branches.add(branch);
      }
    }
    return branches.isEmpty() ? "['null']" : "[" + String.join(",", branches) + "]";
  }

  private String enumeration() {
    return "{'type':'enum','name':'E%d','symbols':%s%s}"
        .formatted(
            names++,
            random.nextBoolean() ? "['A']" : "['A','B']",
            random.nextInt(3) == 0 ? ",'default':'A'" : "");
  }

  private String record(int depth) {
    var name = "R" + names++;
    open.add(name);
    var fields = new ArrayList<String>();
    for (var i = 0; i < random.nextInt(4); i++) {
      fields.add(
          random.nextInt(3) == 0
              ? "{'name':'f%d','type':'int','default':1}".formatted(i)
              : "{'name':'f%d','type':%s}".formatted(i, type(depth - 1)));
    }
    return "{'type':'record','name':'%s','fields':[%s]}".formatted(name, String.join(",", fields));
  }

  /** The schema with one or two changes; a change that gives no valid schema is left out. */
  String changed(String schema) {
    var changed = schema;
    for (var i = 0; i <= random.nextInt(3); i++) {
      var next = change(changed);
      changed = isSchema(next) ? next : changed;
    }
    return changed;
  }

  private String change(String schema) {
    return switch (random.nextInt(9)) {
      case 0, 1 -> one(schema, PRIMITIVE, "'" + PRIMITIVES.get(random.nextInt(8)) + "'");
      case 2 -> one(schema, DEFAULT, "");
      case 3 -> one(schema, FIELD, "{'aliases':['f$1'],'name':'g'");
      case 4 -> one(schema, FIELD, "{'name':'h','type':'int','default':1},{'name':'f$1'");
      case 5 -> one(schema, FIELD, "{'name':'h','type':'int'},{'name':'f$1'");
      case 6 -> one(schema, SYMBOLS, random.nextBoolean() ? "['A']" : "['A','B']");
      case 7 -> one(schema, NAME, "'aliases':['$1'],'name':'n.X'");
      default -> one(schema, PRIMITIVE, "['null',$0]");
    };
  }

  private String one(String schema, Pattern pattern, String replacement) {
    var places = pattern.matcher(schema).results().count();
    if (places == 0) {
      return schema;
    }
    var place = random.nextInt((int) places);
    var matcher = pattern.matcher(schema);
    var out = new StringBuilder();
    for (var i = 0; matcher.find(); i++) {
      matcher.appendReplacement(
          out, i == place ? replacement : Matcher.quoteReplacement(matcher.group()));
    }
    return matcher.appendTail(out).toString();
  }

  private static boolean isSchema(String text) {
    try {
      AvroSchemaTest.schema(text);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
