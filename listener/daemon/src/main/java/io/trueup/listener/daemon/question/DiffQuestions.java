package io.trueup.listener.daemon.question;

import io.trueup.listener.daemon.question.AnswerList.ItemReader;
import io.trueup.listener.daemon.question.DiffAnswer.DeclarationChange;
import io.trueup.listener.daemon.question.DiffAnswer.KindChanges;
import io.trueup.listener.daemon.question.DiffAnswer.NodeChangeAnswer;
import io.trueup.listener.daemon.question.DiffAnswer.PlatformChanges;
import io.trueup.listener.engine.snapshot.ModelVersion;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.graph.NodeChanges;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.persistent.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers what differs between two versions of a source. The cost is that of the difference when
 * one was made from the other; nothing is kept of it. Immutable.
 */
public final class DiffQuestions {

  /** Comes before every character of a name. */
  private static final char PART = '\1';

  private final ModelVersion before;
  private final ModelVersion after;

  /** Questions about the change from one version to another of the same source. */
  public DiffQuestions(ModelVersion before, ModelVersion after) {
    this.before = before;
    this.after = after;
  }

  /** A summary. */
  public DiffAnswer summary() {
    var kinds = new TreeMap<String, Counts>();
    declarations((position, change) -> {
      kinds.computeIfAbsent(change.kind(), _ -> new Counts()).add(change.change());
      return true;
    });
    var platforms = new ArrayList<PlatformChanges>();
    for (var platform : platforms()) {
      var counts = new Counts();
      nodes(platform, (_, was, is) -> counts.add(change(was, is)));
      if (!counts.isEmpty() || isDeclared(before, platform) != isDeclared(after, platform)) {
        platforms.add(new PlatformChanges(platform, counts.added, counts.changed, counts.removed));
      }
    }
    return new DiffAnswer(
        after.source().value(),
        before.sequence(),
        after.sequence(),
        kinds.entrySet().stream()
            .map(it ->
                new KindChanges(
                    it.getKey(), it.getValue().added, it.getValue().changed, it.getValue().removed))
            .toList(),
        platforms);
  }

  /** The declarations that differ, by kind and name. */
  public AnswerList<DeclarationChange> declarations() {
    return new AnswerList<>(
        name("declarations"),
        DeclarationChange.class,
        AnswerList.UNKNOWN,
        (position, reader) -> untilDone(() -> declarations(new After<>(position, reader))));
  }

  /** The nodes of a platform that differ, by key. */
  public AnswerList<NodeChangeAnswer> nodes(String platform) {
    if (!isDeclared(before, platform) && !isDeclared(after, platform)) {
      throw QuestionException.unknown("platform", platform, ModelVersionName.of(after));
    }
    return new AnswerList<>(
        name("platforms/" + platform + "/nodes"),
        NodeChangeAnswer.class,
        AnswerList.UNKNOWN,
        (position, reader) -> {
          var items = new After<>(position, reader);
          untilDone(() ->
              nodes(
                  platform,
                  (key, was, is) -> {
                    if (items.wants(key.value())) {
                      items.take(key.value(), node(key, was, is));
                    }
                  }));
        });
  }

  /** Comparisons hand out all differences; this is how they end early. */
  private static void untilDone(Runnable comparison) {
    try {
      comparison.run();
    } catch (DoneException _) {
      // The reader has enough.
    }
  }

  private String name(String list) {
    return "diff/" + before.sequence() + "/" + list;
  }

  private static NodeChangeAnswer node(
      NodeKey key, @Nullable PipelineNode was, @Nullable PipelineNode is) {
    return new NodeChangeAnswer(
        key.value(),
        change(was, is),
        was == null || is == null ? List.of() : NodeChanges.describe(was, is));
  }

  private static String change(@Nullable Object was, @Nullable Object is) {
    return was == null ? "added" : is == null ? "removed" : "changed";
  }

  private Set<String> platforms() {
    var names = new TreeSet<>(before.model().graphs().keySet());
    names.addAll(after.model().graphs().keySet());
    return names;
  }

  private static boolean isDeclared(ModelVersion version, String platform) {
    return version.model().graphs().find(platform) != null;
  }

  private void nodes(String platform, PersistentMap.Difference<NodeKey, PipelineNode> each) {
    nodesOf(before, platform)
        .differences(
            nodesOf(after, platform),
            (was, is) -> was.fingerprint().equals(is.fingerprint()),
            each);
  }

  private static PersistentMap<NodeKey, PipelineNode> nodesOf(
      ModelVersion version, String platform) {
    var graph = version.model().graphs().find(platform);
    return graph == null ? PersistentMap.empty() : graph.nodes();
  }

  /** Hands out what differs, kind after kind in the order of their names. */
  private void declarations(ItemReader<DeclarationChange> reader) {
    var was = before.model().ecosystem();
    var is = after.model().ecosystem();
    named("assignment", was, is, Ecosystem::assignments, reader);
    named("container", was, is, Ecosystem::containers, reader);
    datasets(was, is, reader);
    if (!Objects.equals(was.declaration(), is.declaration())) {
      take("ecosystem", is.declaration().name(), "changed", reader);
    }
    declaredPlatforms(was, is, reader);
    was.stores()
        .differences(
            is.stores(),
            (old, now) -> old.header().equals(now.header()),
            (name, old, now) -> take("store", name, change(old, now), reader));
    named("team", was, is, Ecosystem::teams, reader);
    named("workspace", was, is, Ecosystem::workspaces, reader);
    named("zone", was, is, Ecosystem::zones, reader);
  }

  private static <K extends Comparable<? super K>, V> void named(
      String kind,
      Ecosystem was,
      Ecosystem is,
      Function<Ecosystem, PersistentMap<K, V>> map,
      ItemReader<DeclarationChange> reader) {
    map.apply(was)
        .differences(
            map.apply(is),
            (name, old, now) -> take(kind, name.toString(), change(old, now), reader));
  }

  /** The datasets of all stores, also of those that were added or removed. */
  private static void datasets(Ecosystem was, Ecosystem is, ItemReader<DeclarationChange> reader) {
    was.stores()
        .differences(
            is.stores(),
            (_, _) -> false,
            (store, old, now) ->
                datasets(old)
                    .differences(
                        datasets(now),
                        (name, one, other) ->
                            take("dataset", store + "/" + name, change(one, other), reader)));
  }

  private static PersistentMap<String, Dataset> datasets(@Nullable Datastore store) {
    return store == null ? PersistentMap.empty() : store.datasets();
  }

  private static void declaredPlatforms(
      Ecosystem was, Ecosystem is, ItemReader<DeclarationChange> reader) {
    var names = new TreeSet<>(was.platforms().keySet());
    names.addAll(is.platforms().keySet());
    for (var name : names) {
      var old = was.platforms().get(name);
      var now = is.platforms().get(name);
      if (!Objects.equals(old, now)) {
        take("platform", name, change(old, now), reader);
      }
    }
  }

  private static void take(
      String kind, String name, String change, ItemReader<DeclarationChange> reader) {
    // Names are in the order of their parts, which that of a slash between them would not keep.
    reader.take(kind + PART + name.replace('/', PART), new DeclarationChange(kind, name, change));
  }

  /** Counts changes. Not thread-safe. */
  private static final class Counts {

    private int added;
    private int changed;
    private int removed;

    void add(String change) {
      switch (change) {
        case "added" -> added++;
        case "removed" -> removed++;
        default -> changed++;
      }
    }

    boolean isEmpty() {
      return added + changed + removed == 0;
    }
  }

  /** The reader of a list wants no more. */
  private static final class DoneException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DoneException() {
      super(null, null, false, false);
    }
  }

  /**
   * Hands on what comes after a position, and ends the comparison when the reader has enough. Not
   * thread-safe.
   */
  private record After<T>(String position, ItemReader<T> reader) implements ItemReader<T> {

    boolean wants(String at) {
      return at.compareTo(position) > 0;
    }

    @Override
    public boolean take(String at, T item) {
      if (wants(at) && !reader.take(at, item)) {
        throw new DoneException();
      }
      return true;
    }
  }
}
