package io.trueup.listener.daemon.question;

import io.trueup.listener.daemon.question.WorkspaceAnswer.GroupAnswer;
import io.trueup.listener.daemon.question.WorkspaceAnswer.SinkAnswer;
import io.trueup.listener.daemon.question.WorkspaceAnswer.TransformerAnswer;
import io.trueup.listener.engine.snapshot.ModelVersion;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetGroup;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.GroupKey;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.verdict.Model;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about the declarations of one version. It reads only what an answer needs, and
 * waits for nothing but the version's file. Cheap to make; immutable.
 */
public final class ModelQuestions {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  private final ModelVersion version;
  private final Model model;
  private final Ecosystem ecosystem;

  public ModelQuestions(ModelVersion version) {
    this.version = version;
    this.model = version.model();
    this.ecosystem = model.ecosystem();
  }

  /** The version that is asked. */
  public ModelVersion asked() {
    return version;
  }

  /** Questions about the graphs of platforms. */
  public GraphQuestions graphs() {
    return new GraphQuestions(version);
  }

  /** Questions about what depends on data. */
  public DependentQuestions dependents() {
    return new DependentQuestions(version);
  }

  /** The version itself. */
  public VersionAnswer version() {
    return VersionAnswer.of(version);
  }

  public EcosystemAnswer ecosystem() {
    return EcosystemAnswer.of(ecosystem.declaration());
  }

  public AnswerList<ZoneAnswer> zones() {
    return MapItems.list("zones", ZoneAnswer.class, ecosystem.zones(), ZoneAnswer::of);
  }

  public ZoneAnswer zone(String name) {
    return ZoneAnswer.of(known("zone", name, ecosystem.zones().find(name)));
  }

  public AnswerList<TeamAnswer> teams() {
    return MapItems.list("teams", TeamAnswer.class, ecosystem.teams(), TeamAnswer::of);
  }

  /**
   * A team.
   *
   * @param name {@code zone/team}
   */
  public TeamAnswer team(String name) {
    return TeamAnswer.of(known("team", name, ecosystem.teams().find(name)));
  }

  public AnswerList<ContainerAnswer> containers() {
    return MapItems.list(
        "containers", ContainerAnswer.class, ecosystem.containers(), ContainerAnswer::of);
  }

  /**
   * A container.
   *
   * @param name {@code zone/team/name}
   */
  public ContainerAnswer container(String name) {
    return ContainerAnswer.of(declared(name));
  }

  public AnswerList<DatastoreAnswer> stores() {
    return MapItems.list(
        "stores",
        DatastoreAnswer.class,
        ecosystem.stores(),
        it -> DatastoreAnswer.of(ecosystem, it));
  }

  public DatastoreAnswer store(String name) {
    return DatastoreAnswer.of(ecosystem, find(name));
  }

  /**
   * The datasets of a store.
   *
   * @param container qualified name of the container whose native types are asked for; null for
   *     none
   */
  public AnswerList<DatasetAnswer> datasets(String store, @Nullable String container) {
    var found = find(store);
    var holder = container == null ? null : holder(container);
    var name = "stores/" + store + "/datasets" + (holder == null ? "" : "?container=" + container);
    return new AnswerList<>(
        name,
        DatasetAnswer.class,
        found.datasets().size(),
        (after, reader) -> {
          // Its own for each reading, because it is not thread-safe.
          var columns = new SchemaColumns();
          MapItems.list(
                  name,
                  DatasetAnswer.class,
                  found.datasets(),
                  it -> dataset(store, it, columns, holder))
              .items()
              .read(after, reader);
        });
  }

  /**
   * A dataset with its columns.
   *
   * @param container qualified name of the container whose native types are asked for; null for
   *     none
   */
  public DatasetAnswer dataset(String store, String name, @Nullable String container) {
    var dataset = find(store).datasets().find(name);
    if (dataset == null) {
      throw unknown("dataset", store + "/" + name);
    }
    return dataset(
        store, dataset, new SchemaColumns(), container == null ? null : holder(container));
  }

  private static DatasetAnswer dataset(
      String store, Dataset dataset, SchemaColumns columns, @Nullable DataContainer container) {
    return DatasetAnswer.of(
        store,
        dataset,
        columns.of(dataset.schema()),
        container == null ? null : NativeTypesAnswer.of(container, dataset));
  }

  public AnswerList<WorkspaceAnswer> workspaces() {
    return MapItems.list(
        "workspaces",
        WorkspaceAnswer.class,
        ecosystem.workspaces(),
        it -> WorkspaceAnswer.of(model, it));
  }

  public WorkspaceAnswer workspace(String name) {
    return WorkspaceAnswer.of(model, findWorkspace(name));
  }

  /** The groups of all workspaces, by workspace and group. */
  public AnswerList<GroupAnswer> groups() {
    return new AnswerList<>(
        "groups",
        GroupAnswer.class,
        AnswerList.UNKNOWN,
        (after, reader) -> {
          var slash = after.indexOf('/');
          var current = slash < 0 ? null : ecosystem.workspaces().find(after.substring(0, slash));
          if (current != null && !groups(current, after, reader)) {
            return;
          }
          var others =
              ecosystem.workspaces().entriesAfter(slash < 0 ? null : after.substring(0, slash));
          while (others.hasNext()) {
            if (!groups(others.next().getValue(), "", reader)) {
              return;
            }
          }
        });
  }

  private boolean groups(
      Workspace workspace, String after, AnswerList.ItemReader<GroupAnswer> reader) {
    return MapItems.members(
        workspace.name(),
        workspace.groups(),
        DatasetGroup::name,
        it -> GroupAnswer.of(model, workspace, it),
        after,
        reader);
  }

  public GroupAnswer group(String workspace, String name) {
    return GroupAnswer.of(model, findWorkspace(workspace), findGroup(workspace, name));
  }

  /** The datasets that a group wants, by store and dataset. */
  public AnswerList<SinkAnswer> sinks(String workspace, String group) {
    var sinks = findGroup(workspace, group).sinks();
    return new AnswerList<>(
        "workspaces/" + workspace + "/groups/" + group + "/datasets",
        SinkAnswer.class,
        sinks.size(),
        (after, reader) -> {
          // The number of the last one: sinks are sorted, and never change within a version.
          for (var i = after.isEmpty() ? 0 : number(after) + 1; i < sinks.size(); i++) {
            if (!reader.take(Integer.toString(i), SinkAnswer.of(sinks.get(i)))) {
              return;
            }
          }
        });
  }

  private static int number(String position) {
    if (!NUMBER.matcher(position).matches()) {
      throw ListCursor.damaged();
    }
    return Integer.parseInt(position);
  }

  /** The transformers, by their output stores. */
  public AnswerList<TransformerAnswer> transformers() {
    return MapItems.list(
        "transformers",
        TransformerAnswer.class,
        ecosystem.producers(),
        it -> Objects.requireNonNull(TransformerAnswer.of(model, findWorkspace(it))));
  }

  /** The transformer of a workspace. */
  public TransformerAnswer transformer(String workspace) {
    return known("transformer", workspace, TransformerAnswer.of(model, findWorkspace(workspace)));
  }

  public AnswerList<PlatformAnswer> platforms() {
    return MapItems.list(
        "platforms", PlatformAnswer.class, ecosystem.platforms(), PlatformAnswer::of);
  }

  public PlatformAnswer platform(String name) {
    return PlatformAnswer.of(known("platform", name, ecosystem.platforms().get(name)));
  }

  private DataContainer declared(String name) {
    return known("container", name, ecosystem.containers().find(name));
  }

  /** The container of a parameter. */
  private DataContainer holder(String name) {
    var found = ecosystem.containers().find(name);
    if (found == null) {
      throw QuestionException.invalid(
          "container",
          "%s has no container '%s'. Name one in full, as zone/team/name"
              .formatted(ModelVersionName.of(version).text(), name));
    }
    return found;
  }

  private Datastore find(String store) {
    return known("store", store, ecosystem.stores().find(store));
  }

  private Workspace findWorkspace(String name) {
    return known("workspace", name, ecosystem.workspaces().find(name));
  }

  private DatasetGroup findGroup(String workspace, String name) {
    return findWorkspace(workspace).groups().stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown("group", new GroupKey(workspace, name).toString()));
  }

  private <T> T known(String what, String name, @Nullable T found) {
    if (found == null) {
      throw unknown(what, name);
    }
    return found;
  }

  private QuestionException unknown(String what, String name) {
    return QuestionException.unknown(what, name, ModelVersionName.of(version));
  }
}
