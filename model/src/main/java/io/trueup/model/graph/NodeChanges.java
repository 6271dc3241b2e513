package io.trueup.model.graph;

import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.graph.PipelineNode.Export;
import io.trueup.model.graph.PipelineNode.Ingest;
import io.trueup.model.graph.PipelineNode.Transform;
import io.trueup.model.graph.PipelineNode.Trigger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Says in words how a node differs from what it was. */
public final class NodeChanges {

  private NodeChanges() {}

  /** One phrase for each difference, such as {@code column customers/fax added}; never empty. */
  public static List<String> describe(PipelineNode before, PipelineNode after) {
    var phrases = new ArrayList<String>();
    switch (after) {
      case Ingest now when before instanceof Ingest was -> ingest(was, now, phrases);
      case Export now when before instanceof Export was -> export(was, now, phrases);
      case Trigger now when before instanceof Trigger was -> {
        changed("schedule", was.schedule(), now.schedule(), phrases);
        members("input", names(was.inputs()), names(now.inputs()), phrases);
      }
      case Transform now when before instanceof Transform was -> {
        if (!was.transformer().code().equals(now.transformer().code())) {
          phrases.add("code changed");
        }
        datasets(
            was.transformer().output().datasets(), now.transformer().output().datasets(), phrases);
      }
      default -> phrases.add("kind of node changed");
    }
    if (before.priority() != after.priority()) {
      phrases.add("priority %s instead of %s".formatted(after.priority(), before.priority()));
    }
    if (phrases.isEmpty()) {
      phrases.add("the platform's own declaration changed");
    }
    return phrases;
  }

  private static void ingest(Ingest was, Ingest now, List<String> phrases) {
    if (!was.store().capture().equals(now.store().capture())) {
      phrases.add("capture changed");
    }
    changed("primary platform", was.primaryPlatform(), now.primaryPlatform(), phrases);
    if (!Objects.equals(was.source(), now.source())) {
      phrases.add("source container changed");
    }
    datasets(was.datasets(), now.datasets(), phrases);
  }

  private static void export(Export was, Export now, List<String> phrases) {
    if (!was.container().equals(now.container())) {
      phrases.add("container changed");
    }
    columns(was.dataset(), now.dataset(), phrases);
    members("workspace", was.workspaces(), now.workspaces(), phrases);
  }

  private static void datasets(List<Dataset> was, List<Dataset> now, List<String> phrases) {
    members(
        "dataset",
        was.stream().map(Dataset::name).toList(),
        now.stream().map(Dataset::name).toList(),
        phrases);
    var before = was.stream().collect(Collectors.toMap(Dataset::name, Function.identity()));
    for (var dataset : now) {
      var old = before.get(dataset.name());
      if (old != null && !old.fingerprint().equals(dataset.fingerprint())) {
        columns(old, dataset, phrases);
      }
    }
  }

  private static void columns(Dataset was, Dataset now, List<String> phrases) {
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
      } else if (!old.equals(column)) {
        phrases.add(prefix + column.name() + " changed");
      }
    }
    new TreeSet<>(before.keySet()).forEach(name -> phrases.add(prefix + name + " removed"));
    if (!was.primaryKey().equals(now.primaryKey())) {
      phrases.add("primary key of " + now.name() + " changed");
    }
    if (!was.classifications().equals(now.classifications())) {
      phrases.add("classification of " + now.name() + " changed");
    }
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
      String what,
      @org.jspecify.annotations.Nullable String was,
      @org.jspecify.annotations.Nullable String now,
      List<String> phrases) {
    if (!Objects.equals(was, now)) {
      phrases.add(
          "%s is %s instead of %s"
              .formatted(what, now == null ? "none" : now, was == null ? "none" : was));
    }
  }

  private static List<String> names(List<NodeKey> keys) {
    return keys.stream().map(NodeKey::value).toList();
  }
}
