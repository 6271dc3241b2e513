package io.trueup.model.graph;

import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.graph.PipelineNode.Consumer;
import io.trueup.model.graph.PipelineNode.Export;
import io.trueup.model.graph.PipelineNode.Ingest;
import io.trueup.model.graph.PipelineNode.Transform;
import io.trueup.model.graph.PipelineNode.Trigger;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.type.AvroSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Describes the differences between two versions of a node. */
public final class NodeChanges {

  private NodeChanges() {}

  /** One phrase for each difference, such as {@code column customers/fax added}; never empty. */
  public static List<String> describe(PipelineNode before, PipelineNode after) {
    var phrases = new ArrayList<String>();
    switch (after) {
      case Ingest now when before instanceof Ingest was -> ingest(was, now, phrases);
      case Export now when before instanceof Export was -> export(was, now, phrases);
      case Trigger now when before instanceof Trigger was ->
          changed("schedule", was.schedule(), now.schedule(), phrases);
      case Transform now when before instanceof Transform was -> transform(was, now, phrases);
      default -> phrases.add("kind of node changed");
    }
    members("input", names(before.inputs()), names(after.inputs()), phrases);
    if (before.priority() != after.priority()) {
      phrases.add(
          "priority is %s instead of %s"
              .formatted(text(after.priority()), text(before.priority())));
    }
    if (phrases.isEmpty()) {
      phrases.add(unseen(after));
    }
    return phrases;
  }

  /** Describes a change that the fingerprint covers and the node itself does not show. */
  private static String unseen(PipelineNode node) {
    return switch (node) {
      case Ingest ingest when ingest.primaryPlatform() != null ->
          "declaration of its platform or of primary platform %s changed"
              .formatted(ingest.primaryPlatform());
      case Ingest ingest when ingest.source() == null ->
          "declaration of its platform or container of its transformer changed";
      case Transform _ -> "declaration of its platform or container of its workspace changed";
      case Ingest _, Export _, Trigger _ -> "declaration of its platform changed";
    };
  }

  private static void transform(Transform was, Transform now, List<String> phrases) {
    var before = was.transformer();
    var after = now.transformer();
    if (!before.code().equals(after.code())) {
      phrases.add("code changed");
    }
    changed("output store", before.output().name(), after.output().name(), phrases);
    datasets(before.output().datasets(), after.output().datasets(), phrases);
  }

  private static void ingest(Ingest was, Ingest now, List<String> phrases) {
    // Containers are compared by content, because a reference can be written in two ways.
    if (!was.store().capture().fingerprint().equals(now.store().capture().fingerprint())) {
      phrases.add("capture changed");
    }
    changed("primary platform", was.primaryPlatform(), now.primaryPlatform(), phrases);
    if (!Objects.equals(was.source(), now.source())) {
      phrases.add("source container changed");
    }
    datasets(was.datasets(), now.datasets(), phrases);
  }

  private static void export(Export was, Export now, List<String> phrases) {
    if (!was.container().fingerprint().equals(now.container().fingerprint())) {
      phrases.add("container changed");
    }
    columns(was.dataset(), now.dataset(), phrases);
    consumers(was, now, phrases);
  }

  private static void consumers(Export was, Export now, List<String> phrases) {
    var before = was.consumers().stream().collect(Collectors.toMap(Consumer::toString, it -> it));
    var after = now.consumers().stream().collect(Collectors.toMap(Consumer::toString, it -> it));
    members("group", before.keySet(), after.keySet(), phrases);
    for (var consumer : now.consumers()) {
      var old = before.get(consumer.toString());
      if (old != null) {
        changed("team of " + consumer, team(old), team(consumer), phrases);
      }
    }
  }

  private static String team(Consumer consumer) {
    return consumer.zone() + "/" + consumer.team();
  }

  private static void datasets(
      PersistentMap<String, Dataset> was,
      PersistentMap<String, Dataset> now,
      List<String> phrases) {
    var removed = new ArrayList<String>();
    var changed = new ArrayList<String>();
    was.differences(
        now,
        (name, before, after) -> {
          if (before == null) {
            phrases.add("dataset " + name + " added");
          } else if (after == null) {
            removed.add("dataset " + name + " removed");
          } else {
            columns(before, after, changed);
            changed("source of " + name, before.source(), after.source(), changed);
          }
        });
    phrases.addAll(removed);
    phrases.addAll(changed);
  }

  private static void columns(Dataset was, Dataset now, List<String> phrases) {
    fields(was, now, phrases);
    var prefix = "column " + now.name() + "/";
    var before =
        was.columns().stream().collect(Collectors.toMap(Column::name, Function.identity()));
    for (var column : now.columns()) {
      var old = before.remove(column.name());
      if (old == null) {
        phrases.add(prefix + column.name() + " added");
      } else if (!old.type().equals(column.type())) {
        phrases.add(
            "%s%s is %s instead of %s".formatted(prefix, column.name(), column.type(), old.type()));
      } else if (old.nullable() != column.nullable()
          || old.key() != column.key()
          || !old.classifications().equals(column.classifications())) {
        phrases.add(prefix + column.name() + " changed");
      }
    }
    new TreeSet<>(before.keySet()).forEach(name -> phrases.add(prefix + name + " removed"));
    if (!kept(was, now).equals(kept(now, was))) {
      phrases.add("order of columns of " + now.name() + " changed");
    }
    if (!was.primaryKey().equals(now.primaryKey())) {
      phrases.add("primary key of " + now.name() + " changed");
    }
    if (!was.schema().partition().equals(now.schema().partition())) {
      phrases.add("partition of " + now.name() + " changed");
    }
    if (!was.classifications().equals(now.classifications())) {
      phrases.add("classification of " + now.name() + " changed");
    }
  }

  /** Describes the fields of an Avro schema like columns, without their inner structure. */
  private static void fields(Dataset was, Dataset now, List<String> phrases) {
    var before = was.schema().avro();
    var after = now.schema().avro();
    if (Objects.equals(before, after)) {
      return;
    }
    if (before == null || after == null) {
      phrases.add(
          "%s has %s instead of %s"
              .formatted(
                  now.name(),
                  after == null ? "columns" : "an Avro schema",
                  before == null ? "columns" : "an Avro schema"));
      return;
    }
    var old = fields(before);
    var told = phrases.size();
    fields(after)
        .forEach((name, field) -> {
          var earlier = old.remove(name);
          if (earlier == null) {
            phrases.add("field %s/%s added".formatted(now.name(), name));
          } else if (!earlier.equals(field)) {
            phrases.add("field %s/%s changed".formatted(now.name(), name));
          }
        });
    old.keySet().forEach(name -> phrases.add("field %s/%s removed".formatted(now.name(), name)));
    if (phrases.size() == told) {
      phrases.add("Avro schema of " + now.name() + " changed");
    }
  }

  private static Map<String, AvroSchema.RecordField> fields(AvroSchema schema) {
    var fields = new TreeMap<String, AvroSchema.RecordField>();
    if (schema.root() instanceof AvroSchema.Reference(var name)
        && schema.definition(name) instanceof AvroSchema.RecordType(_, _, var all)) {
      all.forEach(it -> fields.put(it.name(), it));
    }
    return fields;
  }

  /** The names of the columns that another dataset has too, in their order. */
  private static List<String> kept(Dataset dataset, Dataset other) {
    var others = other.columns().stream().map(Column::name).collect(Collectors.toSet());
    return dataset.columns().stream().map(Column::name).filter(others::contains).toList();
  }

  private static void members(
      String what, Collection<String> was, Collection<String> now, List<String> phrases) {
    var added = new TreeSet<>(now);
    added.removeAll(was);
    var removed = new TreeSet<>(was);
    removed.removeAll(now);
    added.forEach(name -> phrases.add(what + " " + name + " added"));
    removed.forEach(name -> phrases.add(what + " " + name + " removed"));
  }

  private static void changed(
      String what, @Nullable String was, @Nullable String now, List<String> phrases) {
    if (!Objects.equals(was, now)) {
      phrases.add(
          "%s is %s instead of %s"
              .formatted(what, now == null ? "none" : now, was == null ? "none" : was));
    }
  }

  private static String text(Priority priority) {
    return priority.name().toLowerCase(Locale.ROOT);
  }

  private static List<String> names(List<NodeKey> keys) {
    return keys.stream().map(NodeKey::value).toList();
  }
}
