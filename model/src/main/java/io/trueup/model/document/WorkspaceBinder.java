package io.trueup.model.document;

import io.trueup.model.ecosystem.DataTransformer;
import io.trueup.model.ecosystem.DatasetGroup;
import io.trueup.model.ecosystem.DatasetSink;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes workspaces with their groups and transformer, and notes what is wrong with them by
 * themselves.
 */
final class WorkspaceBinder {

  private static final List<String> LATENCIES = List.of("seconds", "minutes", "hours", "days");

  private final List<Problem> problems;

  WorkspaceBinder(List<Problem> problems) {
    this.problems = problems;
  }

  Workspace workspace(Fields fields) {
    var name = Names.take(fields, "name");
    var team = Names.takeTeam(fields, "team");
    var container = fields.optionalText("container");
    fields.optionalText("description");
    return new Workspace(
        name,
        team,
        container,
        fields.choice(
            "priority",
            Priority.MEDIUM,
            Priority.values(),
            it -> it.name().toLowerCase(Locale.ROOT)),
        groups(fields, name),
        transformer(fields, name, team, container));
  }

  private List<DatasetGroup> groups(Fields fields, String workspace) {
    var groups = new ArrayList<DatasetGroup>();
    for (var entry : fields.entries("groups")) {
      Names.check(entry, problems);
      groups.add(group(entry));
    }
    if (groups.isEmpty()) {
      fields.problem(
          "workspace.no-group",
          "Workspace '%s' has no dataset group".formatted(workspace),
          "Declare at least one under 'groups'");
    }
    return groups;
  }

  private DatasetGroup group(Tree.Entry entry) {
    var fields = Fields.of(entry.value(), "Group '%s'".formatted(entry.name()), problems);
    @Nullable History history = null;
    @Nullable String latency = null;
    var tree = fields.take("requires");
    if (tree != null) {
      var requires =
          Fields.of(tree, "The requirements of group '%s'".formatted(entry.name()), problems);
      if (tree instanceof Tree.Mapping mapping && mapping.entry("history").isPresent()) {
        history = requires.choice("history", History.LIVE_ONLY, History.values(), History::text);
      }
      latency =
          requires.<@Nullable String>parsed(
              "latency", null, "document.unknown-value", WorkspaceBinder::latency);
      requires.end();
    }
    var sinks = new ArrayList<DatasetSink>();
    for (var item : fields.items("datasets")) {
      if (item instanceof Tree.Scalar(var text, _, _, _) && text.matches("[^/]+/[^/]+")) {
        var slash = text.indexOf('/');
        sinks.add(new DatasetSink(text.substring(0, slash), text.substring(slash + 1)));
      } else {
        fields.problem(
            item,
            "group.sink-form",
            item.describe() + " does not name a dataset",
            "Write it as store/dataset");
      }
    }
    if (sinks.isEmpty()) {
      fields.problem(
          "group.no-sink",
          "Group '%s' wants no dataset".formatted(entry.name()),
          "List at least one under 'datasets', as store/dataset");
    }
    fields.end();
    return new DatasetGroup(entry.name(), history, latency, sinks);
  }

  private static String latency(String text) {
    if (!LATENCIES.contains(text)) {
      throw new IllegalArgumentException(
          "'%s' is none of %s".formatted(text, String.join(", ", LATENCIES)));
    }
    return text;
  }

  private @Nullable DataTransformer transformer(
      Fields fields, String workspace, String team, @Nullable String container) {
    var tree = fields.take("transformer");
    if (tree == null) {
      return null;
    }
    var transformer =
        Fields.of(tree, "The transformer of workspace '%s'".formatted(workspace), problems);
    var code = code(transformer, workspace);
    var trigger = StoreBinder.trigger(transformer);
    var output = transformer.takeRequired("output");
    var store =
        Fields.of(
            output == null ? new Tree.Mapping(List.of(), 0, 0) : output,
            "The output of workspace '%s'".formatted(workspace),
            output == null ? new ArrayList<>() : problems);
    var result =
        new DataTransformer(
            code,
            trigger,
            new StoreBinder(output == null ? new ArrayList<>() : problems)
                .output(store, team, container));
    store.end();
    transformer.end();
    return result;
  }

  private DataTransformer.Code code(Fields transformer, String workspace) {
    var tree = transformer.takeRequired("code");
    if (tree == null) {
      return new DataTransformer.Code(null, null, null, null);
    }
    var fields = Fields.of(tree, "The code of workspace '%s'".formatted(workspace), problems);
    var code =
        new DataTransformer.Code(
            fields.optionalText("repository"),
            fields.optionalText("version"),
            fields.optionalText("command"),
            fields.optionalText("sql"));
    fields.end();
    var isSql = code.sql() != null;
    var isCommand = code.repository() != null && code.version() != null && code.command() != null;
    var isMixed =
        isSql && (code.repository() != null || code.version() != null || code.command() != null);
    if (isMixed || (!isSql && !isCommand)) {
      fields.problem(
          "transformer.code",
          "The code of workspace '%s' is neither SQL nor a command of a repository at a version"
              .formatted(workspace),
          "Write 'sql', or all of 'repository', 'version' and 'command'");
    }
    return code;
  }
}
