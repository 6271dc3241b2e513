package io.trueup.model.graph;

import static io.trueup.model.EcosystemBuilder.group;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.EcosystemBuilder;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.type.DataType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Changes one component of one record of an ecosystem at a time, and looks which nodes'
 * fingerprints move ({@code ~}), which nodes come ({@code +}) and which go ({@code -}).
 *
 * <p>The ecosystem: workspace Report wants on A a dataset of each store, one of them made by the
 * transformer of Make; Audit wants on B another dataset of Multi, which B reads from A.
 */
class FingerprintMovesTest {

  private static final Ecosystem ECOSYSTEM =
      new EcosystemBuilder()
          .platform("A")
          .platform("B")
          .container("source")
          .container("wh")
          .multi("Multi", "a", "b")
          .single("Single", "c", "d")
          .transformer("Make", "wh", Priority.LOW, "Out", List.of("o"), group("g", "Multi/a"))
          .workspace("Report", "wh", Priority.MEDIUM, group("g", "Multi/a", "Out/o", "Single/c"))
          .workspace("Audit", "wh", Priority.HIGH, group("g", "Multi/b"))
          .assign("Audit", "g", "B")
          .assign("Report", "g", "A")
          .primary("Multi", "A")
          .build();

  /** Short names for the nodes of the ecosystem. */
  private static final Map<String, String> NODES =
      Map.ofEntries(
          Map.entry("Export/A/z/t/wh/Multi/a", "exportA"),
          Map.entry("Export/A/z/t/wh/Out/o", "exportO"),
          Map.entry("Export/A/z/t/wh/Single/c", "exportC"),
          Map.entry("Export/B/z/t/wh/Multi/b", "exportB"),
          Map.entry("Ingest/A/Multi", "multi"),
          Map.entry("Ingest/A/Out", "out"),
          Map.entry("Ingest/A/Single/c", "single"),
          Map.entry("Ingest/B/Multi", "reader"),
          Map.entry("Transform/A/Make", "transform"),
          Map.entry("Trigger/A/Make", "trigger"));

  private static final String ALL_OF_A =
      "~exportA ~exportC ~exportO ~multi ~out ~single ~transform ~trigger";
  private static final String NO_A =
      "-exportA -exportC -exportO -multi -out -single -transform -trigger";
  private static final String NO_REPORT =
      "-exportA -exportC -exportO -out -single -transform -trigger";
  private static final String REPORT =
      "~exportA ~exportC ~exportO ~out ~single ~transform ~trigger";
  private static final String OF_DATASET_A = "~exportA ~multi ~reader";

  /** What moves, by record (the first of its kind that the selector names) and component. */
  private static final Map<String, Map<String, String>> MOVES = moves();

  private static Map<String, Map<String, String>> moves() {
    var moves = new LinkedHashMap<String, Map<String, String>>();
    moves.put(
        "Ecosystem",
        Map.ofEntries(
            Map.entry("name", ""),
            Map.entry("locations", ""),
            Map.entry("platforms", "-exportB -reader"),
            Map.entry("containers", NO_A + " -exportB -reader"),
            Map.entry("stores", "-exportC -single"),
            Map.entry("workspaces", NO_REPORT),
            Map.entry("assignments", NO_REPORT),
            Map.entry("primaryIngestion", "~multi ~reader"),
            Map.entry("producers", "-transform -trigger ~exportA ~out")));
    moves.put("RepositoryBranch", Map.of("repository", "", "branch", ""));
    moves.put(
        "PlatformDeclaration A",
        Map.of(
            "name", NO_A + " ~reader",
            "type", ALL_OF_A + " ~reader",
            "history", ALL_OF_A + " ~reader",
            "container", ALL_OF_A + " ~reader",
            "credential", ALL_OF_A + " ~reader",
            "rollout", ""));
    moves.put("DataContainer z/t/source", container("~multi ~single"));
    moves.put("DataContainer z/t/on_A", container(ALL_OF_A + " ~reader"));
    moves.put("DataContainer z/t/on_B", container("~exportB ~reader"));
    var warehouse = new TreeMap<>(container("~exportA ~exportB ~exportC ~exportO ~out ~transform"));
    warehouse.put("qualifiedName", NO_A + " -exportB -reader");
    moves.put("DataContainer z/t/wh", warehouse);
    moves.put(
        "Datastore Multi",
        Map.of(
            "name", "-exportA -exportB -multi -reader ~trigger ",
            "team", "~multi",
            "datasets", "-exportB -reader ~multi"));
    moves.put(
        "Capture Multi",
        Map.of(
            "kind", "~multi ~reader",
            "container", "~multi",
            "credential", "~multi ~reader",
            "consistency",
                "+Ingest/A/Multi/a +Ingest/A/Multi/b +Ingest/B/Multi/b -multi -reader ~exportA ~exportB",
            "trigger", "~multi ~reader"));
    moves.put(
        "Dataset a",
        Map.of(
            "name", "-exportA ~multi ~reader ~trigger",
            "classifications", OF_DATASET_A,
            "columns", OF_DATASET_A,
            "primaryKey", OF_DATASET_A,
            "fingerprint", OF_DATASET_A));
    moves.put("Column a", column(OF_DATASET_A));
    moves.put("Column o", column("~exportO ~out ~transform"));
    moves.put("Decimal a", Map.of("precision", OF_DATASET_A, "scale", OF_DATASET_A));
    moves.put(
        "Workspace Report",
        Map.of(
            "name", NO_REPORT,
            "team", NO_REPORT,
            "container", NO_REPORT,
            "priority", REPORT,
            "groups", NO_REPORT,
            "transformer", ""));
    moves.put(
        "DatasetGroup Report",
        Map.of(
            "name", NO_REPORT,
            "history", "",
            "latency", "",
            "sinks", "-exportC -single"));
    moves.put(
        "DatasetSink Report", Map.of("store", "-exportC -single", "dataset", "-exportC -single"));
    moves.put("DataTransformer", Map.of("trigger", "~trigger"));
    moves.put(
        "Code",
        Map.of(
            "repository", "~transform",
            "version", "~transform",
            "command", "~transform",
            "sql", "~transform"));
    moves.put(
        "Assignment Report",
        Map.of("workspace", NO_REPORT, "group", NO_REPORT, "platform", NO_REPORT, "status", ""));
    return moves;
  }

  private static Map<String, String> container(String moved) {
    return Stream.of("qualifiedName", "type", "host", "port", "database", "schema", "locations")
        .collect(Collectors.toMap(it -> it, _ -> moved));
  }

  private static Map<String, String> column(String moved) {
    return Stream.of("name", "type", "nullable", "key", "classifications")
        .collect(Collectors.toMap(it -> it, _ -> moved));
  }

  static Stream<String> rows() {
    return MOVES.entrySet().stream()
        .flatMap(
            it -> it.getValue().keySet().stream().sorted().map(name -> it.getKey() + "." + name));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void movesExactlyTheNodesThatItConcerns(String row) {
    var dot = row.lastIndexOf('.');
    var component = row.substring(dot + 1);
    var target = select(row.substring(0, dot));

    var changed = rebuilt(ECOSYSTEM, target, mutated(target, component));

    var expected = MOVES.getOrDefault(row.substring(0, dot), Map.of()).get(component);
    assertThat(changed).isInstanceOf(Ecosystem.class);
    assertThat(changed instanceof Ecosystem it ? moved(it) : "")
        .isEqualTo(sorted(expected == null ? "?" : expected));
  }

  @Test
  void looksAtEveryComponentOfEveryRecord() {
    var looked =
        MOVES.entrySet().stream()
            .flatMap(it ->
                it.getValue().keySet().stream()
                    .map(name -> it.getKey().replaceAll(" .*", "") + "." + name))
            .collect(Collectors.toCollection(TreeSet::new));
    var all = new TreeSet<String>();
    for (var type : records(ECOSYSTEM, new LinkedHashMap<>()).values()) {
      for (var component : type.getRecordComponents()) {
        // A record in a record is looked at by its own components.
        if (!component.getType().isRecord()
            || component.getName().equals("fingerprint")
            || component.getName().equals("transformer")) {
          all.add(type.getSimpleName() + "." + component.getName());
        }
      }
    }

    assertThat(looked).isEqualTo(all);
  }

  private static Map<String, Class<?>> records(@Nullable Object at, Map<String, Class<?>> found) {
    switch (at) {
      case Fingerprint _ -> {}
      case Record item -> {
        found.put(item.getClass().getName(), item.getClass());
        for (var component : item.getClass().getRecordComponents()) {
          records(value(item, component), found);
        }
      }
      case List<?> list -> list.forEach(it -> records(it, found));
      case Map<?, ?> map -> map.values().forEach(it -> records(it, found));
      case null, default -> {}
    }
    return found;
  }

  private static Record select(String selector) {
    var multi = ECOSYSTEM.stores().values().iterator().next();
    var a = multi.datasets().getFirst();
    var report = named(ECOSYSTEM.workspaces(), "Report");
    var make = named(ECOSYSTEM.workspaces(), "Make");
    var transformer = make.transformer();
    if (transformer == null) {
      throw new AssertionError("Make has no transformer");
    }
    return switch (selector) {
      case "Ecosystem" -> ECOSYSTEM;
      case "RepositoryBranch" -> ECOSYSTEM.owner();
      case "PlatformDeclaration A" -> named(ECOSYSTEM.platforms(), "A");
      case "Datastore Multi" -> multi;
      case "Capture Multi" -> multi.capture();
      case "Dataset a" -> a;
      case "Column a" -> a.columns().getLast();
      case "Column o" -> transformer.output().datasets().getFirst().columns().getLast();
      case "Decimal a" -> (Record) a.columns().getLast().type();
      case "Workspace Report" -> report;
      case "DatasetGroup Report" -> report.groups().getFirst();
      case "DatasetSink Report" -> report.groups().getFirst().sinks().getLast();
      case "DataTransformer" -> transformer;
      case "Code" -> transformer.code();
      case "Assignment Report" -> ECOSYSTEM.assignments().getLast();
      default -> named(ECOSYSTEM.containers(), selector.substring("DataContainer ".length()));
    };
  }

  private static <T> T named(SortedMap<String, T> map, String name) {
    var found = map.get(name);
    if (found == null) {
      throw new AssertionError("There is no " + name);
    }
    return found;
  }

  private static String sorted(String moves) {
    return Stream.of(moves.trim().split(" +", -1)).sorted().collect(Collectors.joining(" "));
  }

  private static String moved(Ecosystem changed) {
    var before = fingerprints(ECOSYSTEM);
    var after = fingerprints(changed);
    var keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(before.get(key), after.get(key)))
        .map(key ->
            (after.containsKey(key) ? before.containsKey(key) ? "~" : "+" : "-")
                + NODES.getOrDefault(key, key))
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static Map<String, Fingerprint> fingerprints(Ecosystem ecosystem) {
    var fingerprints = new TreeMap<String, Fingerprint>();
    IntentionGraph.of(ecosystem)
        .values()
        .forEach(graph ->
            graph
                .nodes()
                .values()
                .forEach(it -> fingerprints.put(it.key().value(), it.fingerprint())));
    return fingerprints;
  }

  private static Record mutated(Record item, String component) {
    var components = item.getClass().getRecordComponents();
    @Nullable Object[] values = Arrays.stream(components).map(it -> value(item, it)).toArray();
    for (var i = 0; i < components.length; i++) {
      if (components[i].getName().equals(component)) {
        values[i] = other(values[i], components[i].getType());
      }
    }
    return component.equals("fingerprint") ? construct(item, values) : whole(item, values);
  }

  private static @Nullable Object other(@Nullable Object value, Class<?> type) {
    return switch (value) {
      case null -> type == String.class ? "x" : type.isEnum() ? type.getEnumConstants()[0] : null;
      case String text -> text + "x";
      case Boolean flag -> !flag;
      case Integer number -> number + 1;
      case Fingerprint fingerprint -> new Fingerprint(~fingerprint.high(), 0);
      case DataType _ -> DataType.parse("uuid");
      case Enum<?> constant -> next(constant);
      case List<?> list when list.getFirst() instanceof String -> List.of("other");
      case List<?> list -> list.subList(0, list.size() - 1);
      case SortedSet<?> set -> {
        var fewer = new TreeSet<Object>(set);
        fewer.pollLast();
        yield fewer;
      }
      case SortedMap<?, ?> map -> {
        var fewer = new TreeMap<Object, Object>(map);
        fewer.pollLastEntry();
        yield fewer;
      }
      default -> throw new AssertionError("How to change " + value + "?");
    };
  }

  private static Object next(Enum<?> constant) {
    var constants = List.of(constant.getDeclaringClass().getEnumConstants());
    return constants.get((constants.indexOf(constant) + 1) % constants.size());
  }

  /** The same with one record replaced wherever it is; names of map entries follow their values. */
  private static @Nullable Object rebuilt(@Nullable Object at, Record target, Record replacement) {
    if (isSame(at, target)) {
      return replacement;
    }
    return switch (at) {
      case Fingerprint fingerprint -> fingerprint;
      case Record item -> {
        var components = item.getClass().getRecordComponents();
        var values =
            Arrays.stream(components)
                .map(it -> rebuilt(value(item, it), target, replacement))
                .toArray();
        yield Arrays.equals(values, Arrays.stream(components).map(it -> value(item, it)).toArray())
            ? item
            : whole(item, values);
      }
      case List<?> list -> list.stream().map(it -> rebuilt(it, target, replacement)).toList();
      case SortedMap<?, ?> map -> {
        var copy = new TreeMap<Object, @Nullable Object>();
        map.forEach((key, value) -> {
          var now = rebuilt(value, target, replacement);
          copy.put(
              value instanceof Record was && now instanceof Record is ? renamed(key, was, is) : key,
              now);
        });
        yield copy;
      }
      case null, default -> at;
    };
  }

  @SuppressWarnings("ReferenceEquality") // Equal columns of two datasets are two places.
  private static boolean isSame(@Nullable Object one, Object other) {
    return one == other;
  }

  private static Object renamed(Object key, Record was, Record is) {
    var first = was.getClass().getRecordComponents()[0];
    return key.equals(value(was, first)) ? String.valueOf(value(is, first)) : key;
  }

  private static Record whole(Record item, @Nullable Object[] values) {
    var built = construct(item, values);
    return built instanceof Dataset it
        ? Dataset.of(it.name(), it.classifications(), it.columns(), it.primaryKey())
        : built;
  }

  private static Record construct(Record item, @Nullable Object[] values) {
    try {
      var types =
          Arrays.stream(item.getClass().getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      Constructor<? extends Record> constructor = item.getClass().getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static @Nullable Object value(Record item, RecordComponent component) {
    try {
      return component.getAccessor().invoke(item);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
