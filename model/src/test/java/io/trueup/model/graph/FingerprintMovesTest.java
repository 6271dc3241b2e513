package io.trueup.model.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.DocumentationFiles;
import io.trueup.model.Mutations;
import io.trueup.model.TestModel;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetSchema;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.EcosystemChanges;
import io.trueup.model.ecosystem.GroupKey;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.schedule.Cron;
import io.trueup.model.type.AvroSchema;
import io.trueup.model.type.DataType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashSet;
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
 * Changes one component of one record of an ecosystem at a time and compares the nodes: whose
 * fingerprints change ({@code ~}), which are added ({@code +}) and which removed ({@code -}). The
 * table has every component of every record of an ecosystem.
 */
class FingerprintMovesTest {

  private static final Ecosystem ECOSYSTEM = ecosystem();

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

  /** Words of the table that stand for several nodes. */
  private static final Map<String, String> WORDS =
      Map.of(
          "~ofA", "~exportA ~exportC ~exportO ~multi ~out ~single ~transform ~trigger",
          "-ofA", "-exportA -exportC -exportO -multi -out -single -transform -trigger",
          "-ofReport", "-exportA -exportC -exportO -out -single -transform -trigger",
          "~ofReport", "~exportA ~exportC ~exportO ~out ~single ~transform ~trigger",
          "~ofDatasetA", "~exportA ~multi ~reader",
          "-ofB", "-exportB -reader",
          "~ofWarehouse", "~exportA ~exportB ~exportC ~exportO ~out ~transform");

  /** A row of the table: a record, one of its components, and the changes of nodes. */
  record Row(String record, String component, String moves) {
    @Override
    public String toString() {
      return record + "." + component;
    }
  }

  private static Ecosystem ecosystem() {
    var text = DocumentationFiles.resource(FingerprintMovesTest.class, "fingerprint-model.yaml");
    var judgement = new TestModel(Map.of("model.yaml", text)).check();
    var model = judgement.model();
    if (model == null) {
      throw new AssertionError(TestModel.lines(judgement));
    }
    return model.ecosystem();
  }

  /** {@code Record selector: component component = moves}; one record may have many lines. */
  static List<Row> rows() {
    return DocumentationFiles.resource(FingerprintMovesTest.class, "fingerprint-moves.txt")
        .lines()
        .filter(it -> !it.isBlank() && !it.startsWith("#"))
        .flatMap(line -> {
          var parts = line.split(": | =", 3);
          return Stream.of(parts[1].trim().split(" +", -1))
              .map(component -> new Row(parts[0], component, parts[2].trim()));
        })
        .toList();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void changesExactlyTheAffectedNodes(Row row) {
    var target = select(row.record());

    var changed =
        Objects.requireNonNull(rebuilt(ECOSYSTEM, target, mutated(target, row.component())));

    assertThat(changed).isNotEqualTo(ECOSYSTEM);
    assertThat(moved((Ecosystem) changed)).isEqualTo(sorted(row.moves()));
  }

  /** A dataset without a source is captured from the table or topic with its name. */
  @Test
  void doesNotMoveWhenASourceIsSpeltOut() {
    var dataset = dataset("Single/c");

    var without = fingerprints(IntentionGraph.of(with(dataset, null)));

    assertThat(fingerprints(IntentionGraph.of(with(dataset, "c")))).isEqualTo(without);
    assertThat(fingerprints(IntentionGraph.of(ECOSYSTEM))).isNotEqualTo(without);
  }

  private static Ecosystem with(Dataset dataset, @Nullable String source) {
    var other =
        Dataset.of(
            dataset.name(),
            source,
            dataset.schema(),
            dataset.governance(),
            dataset.documentation());
    return (Ecosystem) Objects.requireNonNull(rebuilt(ECOSYSTEM, dataset, other));
  }

  @Test
  void coversEveryComponentOfEveryRecord() {
    var looked =
        rows().stream()
            .map(it -> it.record().replaceAll(" .*", "") + "." + it.component())
            .collect(Collectors.toCollection(TreeSet::new));
    var all = new TreeSet<String>();
    var types = new LinkedHashSet<>(Mutations.records(Ecosystem.class));
    types.remove(GroupKey.class); // Keys of maps do not change by themselves.
    types.remove(Cron.class); // The list of them changes.
    for (var type : types) {
      for (var component : type.getRecordComponents()) {
        // A nested record has rows of its own, unless it may be absent.
        if (!component.getType().isRecord()
            || component.getType() == Fingerprint.class
            || component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
          all.add(type.getSimpleName() + "." + component.getName());
        }
      }
    }

    assertThat(looked).isEqualTo(all);
  }

  private static Record select(String selector) {
    var words = selector.split(" ", 2);
    var name = words.length > 1 ? words[1] : "";
    var zone = named(ECOSYSTEM.zones(), "z");
    var make = Objects.requireNonNull(named(ECOSYSTEM.workspaces(), "Make").transformer());
    return switch (words[0]) {
      case "Ecosystem" -> ECOSYSTEM;
      case "EcosystemDeclaration" -> ECOSYSTEM.declaration();
      case "RepositoryBranch" -> ECOSYSTEM.declaration().owner();
      case "Vendor" -> named(ECOSYSTEM.declaration().vendors(), "V");
      case "PlatformDeclaration" -> named(ECOSYSTEM.platforms(), name);
      case "RolloutPolicy" -> rollout();
      case "RemovalGuard" -> rollout().guard();
      case "DriftPolicy" -> rollout().drift();
      case "CronSchedule" -> Objects.requireNonNull(rollout().schedule());
      case "WindowDeclaration" -> named(rollout().windows(), "nights");
      case "WindowTimes" -> named(rollout().windows(), "nights").times();
      case "PlatformDependency" -> named(ECOSYSTEM.platforms(), "A").dependencies().getFirst();
      case "GovernanceZone" -> zone;
      case "ZonePolicies" -> zone.policies();
      case "StoragePolicy" -> named(zone.policies().storage(), "safe");
      case "Team" -> named(ECOSYSTEM.teams(), "z/t");
      case "DataContainer" -> named(ECOSYSTEM.containers(), name);
      case "Storage" -> named(ECOSYSTEM.containers(), name).storage();
      case "Datastore" -> named(ECOSYSTEM.stores(), name);
      case "Capture" -> named(ECOSYSTEM.stores(), name).capture();
      case "Dataset" -> dataset(name);
      case "DatasetSchema" -> dataset(name).schema();
      case "Column" -> dataset(name).columns().getLast();
      case "Documentation" -> dataset(name).documentation();
      case "Governance" ->
          name.contains("/")
              ? dataset(name).governance()
              : named(ECOSYSTEM.stores(), name).governance();
      case "Credential" ->
          Objects.requireNonNull(
              switch (name) {
                case "admin" -> named(ECOSYSTEM.platforms(), "A").credential();
                case "deploy" -> named(ECOSYSTEM.platforms(), "A").credentials().get("git");
                default -> named(ECOSYSTEM.stores(), "Multi").capture().credential();
              });
      case "AllowForbid" ->
          name.equals("z")
              ? zone.policies().classification()
              : named(ECOSYSTEM.workspaces(), name).classification();
      case "Workspace" -> named(ECOSYSTEM.workspaces(), name);
      case "DatasetGroup" -> named(ECOSYSTEM.workspaces(), name).groups().getFirst();
      case "Requirements" ->
          Objects.requireNonNull(
              named(ECOSYSTEM.workspaces(), name).groups().getFirst().requires());
      case "DatasetSink" ->
          named(ECOSYSTEM.workspaces(), name).groups().getFirst().sinks().getLast();
      case "DataTransformer" -> make;
      case "Code" -> make.code();
      case "JobPolicy" -> named(ECOSYSTEM.platforms(), "A").jobs();
      case "Assignment" -> named(ECOSYSTEM.assignments(), new GroupKey(name, "g")).getFirst();
      default -> throw new AssertionError("Which record is " + selector + "?");
    };
  }

  private static RolloutPolicy rollout() {
    return named(ECOSYSTEM.platforms(), "A").rollout();
  }

  private static Dataset dataset(String name) {
    var parts = name.split("/", 2);
    return named(named(ECOSYSTEM.stores(), parts[0]).datasets(), parts[1]);
  }

  private static <K, T> T named(Map<K, T> map, K name) {
    var found = map.get(name);
    if (found == null) {
      throw new AssertionError("There is no " + name);
    }
    return found;
  }

  private static String sorted(String moves) {
    return Stream.of(moves.split(" +", -1))
        .flatMap(it -> Stream.of(WORDS.getOrDefault(it, it).split(" ", -1)))
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static String moved(Ecosystem changed) {
    var graph = IntentionGraph.of(ECOSYSTEM);
    var before = fingerprints(graph);
    var after = fingerprints(IntentionGraph.of(changed));
    assertThat(
            fingerprints(
                graph.next(ECOSYSTEM, changed, EcosystemChanges.between(ECOSYSTEM, changed))))
        .as("what is worked out from the version before")
        .isEqualTo(after);
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

  private static Map<String, Fingerprint> fingerprints(IntentionGraph graph) {
    var fingerprints = new TreeMap<String, Fingerprint>();
    for (var platform : graph.platforms().values()) {
      for (var node : platform.nodes().values()) {
        fingerprints.put(node.key().value(), node.fingerprint());
      }
    }
    return fingerprints;
  }

  private static Record mutated(Record item, String name) {
    var components = item.getClass().getRecordComponents();
    var values =
        Arrays.stream(components)
            .map(it -> it.getName().equals(name) ? other(item, it) : value(item, it))
            .toArray();
    return name.equals("fingerprint") ? construct(item, values) : whole(construct(item, values));
  }

  private static @Nullable Object other(Record item, RecordComponent component) {
    var value = value(item, component);
    return switch (value) {
      case null -> added(component);
      case String text -> text + "x";
      case Boolean flag -> !flag;
      case Integer number -> number + 1;
      case Fingerprint(var high, var low) -> new Fingerprint(~high, low);
      case DataType _ -> DataType.parse("uuid");
      case Duration duration -> duration.plusMinutes(1);
      case LocalDateTime time -> time.plusDays(1);
      case Enum<?> constant -> next(constant);
      case List<?> list -> list.isEmpty() ? List.of("x") : list.subList(0, list.size() - 1);
      case SortedSet<?> set ->
          set.stream().limit(set.size() - 1).collect(Collectors.toCollection(TreeSet::new));
      case PersistentMap<?, ?> map ->
          PersistentMap.copyOf(FingerprintMovesTest.<String>withoutLast(map));
      case SortedMap<?, ?> map -> FingerprintMovesTest.<String>withoutLast(map);
      case Record _ -> null;
      default -> throw new AssertionError("How to change " + value + "?");
    };
  }

  private static Object added(RecordComponent component) {
    var type = component.getType();
    if (type == String.class) {
      return "x";
    }
    if (type == SortedSet.class) {
      return new TreeSet<>(List.of("x"));
    }
    if (type == AvroSchema.class) {
      return AvroSchema.of("string");
    }
    throw new AssertionError("What to add for " + component + "?");
  }

  @SuppressWarnings("unchecked") // The keys of one map are of one type.
  private static <K extends Comparable<? super K>> SortedMap<K, Object> withoutLast(Map<?, ?> map) {
    var fewer = new TreeMap<>((Map<K, Object>) map);
    fewer.pollLastEntry();
    return fewer;
  }

  private static Object next(Enum<?> constant) {
    var constants = List.of(constant.getDeclaringClass().getEnumConstants());
    return constants.get((constants.indexOf(constant) + 1) % constants.size());
  }

  /**
   * The same value with one record replaced everywhere; the keys of map entries follow their
   * values.
   */
  private static @Nullable Object rebuilt(@Nullable Object at, Record target, Record replacement) {
    if (isSame(at, target)) {
      return replacement;
    }
    return switch (at) {
      case Fingerprint fingerprint -> fingerprint;
      case Record item -> {
        var components = item.getClass().getRecordComponents();
        var was = Arrays.stream(components).map(it -> value(item, it)).toArray();
        var is = Arrays.stream(was).map(it -> rebuilt(it, target, replacement)).toArray();
        yield Arrays.equals(was, is) ? item : whole(construct(item, is));
      }
      case List<?> list -> list.stream().map(it -> rebuilt(it, target, replacement)).toList();
      case PersistentMap<?, ?> map ->
          PersistentMap.copyOf(FingerprintMovesTest.<String>rebuiltMap(map, target, replacement));
      case SortedMap<?, ?> map -> FingerprintMovesTest.<String>rebuiltMap(map, target, replacement);
      case null, default -> at;
    };
  }

  @SuppressWarnings("unchecked") // The keys of one map are of one type.
  private static <K extends Comparable<? super K>> SortedMap<K, Object> rebuiltMap(
      Map<?, ?> map, Record target, Record replacement) {
    var copy = new TreeMap<K, Object>();
    map.forEach((key, value) -> {
      var now = Objects.requireNonNull(rebuilt(value, target, replacement));
      var name =
          value instanceof Record was && now instanceof Record is
              ? renamed((String) key, was, is)
              : key;
      copy.put((K) name, now);
    });
    return copy;
  }

  @SuppressWarnings("ReferenceEquality") // Equal columns of two datasets count as two.
  private static boolean isSame(@Nullable Object one, Object other) {
    return one == other;
  }

  private static String renamed(String key, Record was, Record is) {
    var first = was.getClass().getRecordComponents()[0];
    return key.equals(value(was, first)) ? String.valueOf(value(is, first)) : key;
  }

  private static Record whole(Record built) {
    return switch (built) {
      case DatasetSchema it ->
          DatasetSchema.of(it.columns(), it.avro(), it.primaryKey(), it.partition());
      case Dataset it ->
          Dataset.of(it.name(), it.source(), it.schema(), it.governance(), it.documentation());
      default -> built;
    };
  }

  private static Record construct(Record item, @Nullable Object[] values) {
    try {
      var types =
          Arrays.stream(item.getClass().getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      return item.getClass().getDeclaredConstructor(types).newInstance(values);
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
