package io.trueup.listener.daemon.graphql;

import static io.trueup.listener.daemon.graphql.Fetching.argument;
import static io.trueup.listener.daemon.graphql.Fetching.optional;
import static io.trueup.listener.daemon.graphql.Fetching.run;
import static io.trueup.listener.daemon.graphql.Fetching.source;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import io.trueup.listener.daemon.question.AnswerList;
import io.trueup.listener.daemon.question.DatasetAnswer;
import io.trueup.listener.daemon.question.DatastoreAnswer;
import io.trueup.listener.daemon.question.DiffAnswer;
import io.trueup.listener.daemon.question.DiffQuestions;
import io.trueup.listener.daemon.question.ModelQuestions;
import io.trueup.listener.daemon.question.NodeAnswer;
import io.trueup.listener.daemon.question.PlatformAnswer;
import io.trueup.listener.daemon.question.WorkspaceAnswer.GroupAnswer;
import io.trueup.listener.daemon.question.WorkspaceAnswer.SinkAnswer;
import io.trueup.listener.daemon.question.WorkspaceAnswer.TransformerAnswer;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The fields that ask a question, rather than show a part of an answer. Stateless. */
final class QuestionFields {

  private QuestionFields() {}

  /** Asks for one thing. */
  @FunctionalInterface
  private interface Question {
    @Nullable Object ask(ModelQuestions model, DataFetchingEnvironment field);
  }

  /** Asks for a list. */
  @FunctionalInterface
  private interface ListQuestion {
    AnswerList<?> ask(ModelQuestions model, DataFetchingEnvironment field);
  }

  private static DataFetcher<@Nullable Object> one(Question question) {
    return field -> {
      var run = run(field);
      if (run.isFailed()) {
        return null;
      }
      run.spend(1);
      return question.ask(run.questions(), field);
    };
  }

  private static DataFetcher<@Nullable Object> list(ListQuestion question) {
    return field -> {
      var run = run(field);
      return run.isFailed() ? null : Fetching.page(field, question.ask(run.questions(), field));
    };
  }

  /** Those of a type; empty for a type that has none. */
  static Map<String, DataFetcher<?>> of(String type) {
    return switch (type) {
      case "Query" -> query();
      case "Store" -> store();
      case "Dataset" ->
          Map.of(
              "names",
              NameField.fetcher(),
              "dependents",
              one((model, field) -> {
                var dataset = source(field, DatasetAnswer.class);
                return model.dependents().ofDataset(dataset.store(), dataset.name());
              }));
      case "Group" ->
          Map.of(
              "datasetPage",
              list((model, field) -> {
                var group = source(field, GroupAnswer.class);
                return model.sinks(group.workspace(), group.name());
              }));
      case "GroupDataset" ->
          Map.of(
              "declaration",
              one((model, field) -> {
                var sink = source(field, SinkAnswer.class);
                return model.dataset(sink.store(), sink.dataset(), container(field));
              }));
      case "Transformer" ->
          Map.of(
              "outputStore",
              one((model, field) -> model.store(source(field, TransformerAnswer.class).output())));
      case "Platform" -> platform();
      case "Node" -> node();
      case "NodeReference" ->
          Map.of(
              "node",
              one((model, field) -> {
                var reference = source(field, NodeAnswer.NodeReference.class);
                return model.graphs().node(reference.platform(), reference.key());
              }));
      case "Diff" -> diff();
      default -> Map.of();
    };
  }

  private static Map<String, DataFetcher<?>> query() {
    return Map.ofEntries(
        Map.entry("version", one((model, _) -> model.version())),
        Map.entry("ecosystem", one((model, _) -> model.ecosystem())),
        Map.entry("zone", one((model, field) -> model.zone(argument(field, "name")))),
        Map.entry("zones", list((model, _) -> model.zones())),
        Map.entry("team", one((model, field) -> model.team(argument(field, "name")))),
        Map.entry("teams", list((model, _) -> model.teams())),
        Map.entry("container", one((model, field) -> model.container(argument(field, "name")))),
        Map.entry("containers", list((model, _) -> model.containers())),
        Map.entry("store", one((model, field) -> model.store(argument(field, "name")))),
        Map.entry("stores", list((model, _) -> model.stores())),
        Map.entry(
            "dataset",
            one((model, field) ->
                model.dataset(
                    argument(field, "store"), argument(field, "name"), container(field)))),
        Map.entry("workspace", one((model, field) -> model.workspace(argument(field, "name")))),
        Map.entry("workspaces", list((model, _) -> model.workspaces())),
        Map.entry(
            "group",
            one((model, field) ->
                model.group(argument(field, "workspace"), argument(field, "name")))),
        Map.entry("groups", list((model, _) -> model.groups())),
        Map.entry(
            "transformer", one((model, field) -> model.transformer(argument(field, "workspace")))),
        Map.entry("transformers", list((model, _) -> model.transformers())),
        Map.entry("platform", one((model, field) -> model.platform(argument(field, "name")))),
        Map.entry("platforms", list((model, _) -> model.platforms())),
        Map.entry(
            "node",
            one((model, field) ->
                model.graphs().node(argument(field, "platform"), argument(field, "key")))),
        Map.entry(
            "diff",
            one((_, field) ->
                diff(field, Objects.requireNonNull(field.<Long>getArgument("from"))).summary())));
  }

  private static Map<String, DataFetcher<?>> store() {
    return Map.of(
        "datasetPage",
        list((model, field) ->
            model.datasets(source(field, DatastoreAnswer.class).name(), container(field))),
        "dataset",
        one((model, field) ->
            model.dataset(
                source(field, DatastoreAnswer.class).name(),
                argument(field, "name"),
                container(field))),
        "dependents",
        one((model, field) ->
            model.dependents().ofStore(source(field, DatastoreAnswer.class).name())));
  }

  private static Map<String, DataFetcher<?>> platform() {
    return Map.of(
        "graph",
        one((model, field) -> model.graphs().graph(source(field, PlatformAnswer.class).name())),
        "nodePage",
        list((model, field) ->
            model
                .graphs()
                .nodes(source(field, PlatformAnswer.class).name(), optional(field, "kind"))),
        "node",
        one((model, field) ->
            model
                .graphs()
                .node(source(field, PlatformAnswer.class).name(), argument(field, "key"))));
  }

  private static Map<String, DataFetcher<?>> node() {
    return Map.of(
        "inputPage",
        list((model, field) -> {
          var node = source(field, NodeAnswer.class);
          return model.graphs().inputs(node.platform(), node.key());
        }),
        "outputPage",
        list((model, field) -> {
          var node = source(field, NodeAnswer.class);
          return model.graphs().outputs(node.platform(), node.key());
        }),
        "dependents",
        one((model, field) -> {
          var node = source(field, NodeAnswer.class);
          return model.dependents().ofNode(node.platform(), node.key());
        }));
  }

  private static Map<String, DataFetcher<?>> diff() {
    return Map.of(
        "declarationPage",
        list((_, field) -> diff(field, source(field, DiffAnswer.class).from()).declarations()),
        "nodePage",
        list((_, field) ->
            diff(field, source(field, DiffAnswer.class).from())
                .nodes(argument(field, "platform"))));
  }

  private static DiffQuestions diff(DataFetchingEnvironment field, long from) {
    var run = run(field);
    return new DiffQuestions(run.other(from), run.questions().asked());
  }

  /** The container whose native types are asked for: the program's knowledge, not the model's. */
  private static @Nullable String container(DataFetchingEnvironment field) {
    var container = optional(field, "container");
    if (container != null) {
      run(field).noteProgram();
    }
    return container;
  }
}
