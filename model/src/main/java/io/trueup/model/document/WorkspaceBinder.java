package io.trueup.model.document;

import io.trueup.model.ecosystem.DataTransformer;
import io.trueup.model.ecosystem.DatasetGroup;
import io.trueup.model.ecosystem.DatasetSink;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes workspaces with their groups and transformer, and notes what is wrong with them by
 * themselves.
 */
final class WorkspaceBinder {

  private static final List<String> LATENCIES = List.of("seconds", "minutes", "hours", "days");

  private static final Pattern SINK = Pattern.compile("[^/]+/[^/]+");

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
    var none = new Tree.Mapping(List.of(), entry.line(), entry.column());
    var required = fields.take("requires");
    var requires =
        Fields.of(
            required == null ? none : required,
            "The 'requires' of group '%s'".formatted(entry.name()),
            problems);
    var group =
        new DatasetGroup(
            entry.name(),
            requires.optionalChoice("history", History.values(), History::text),
            requires.<@Nullable String>parsed(
                "latency", null, "document.unknown-value", WorkspaceBinder::latency),
            sinks(fields, entry.name()));
    requires.end();
    fields.optionalText("description");
    fields.end();
    return group;
  }

  private static List<DatasetSink> sinks(Fields fields, String group) {
    var sinks = new ArrayList<DatasetSink>();
    var items = fields.items("datasets");
    for (var item : items) {
      if (item instanceof Tree.Scalar scalar && SINK.matcher(scalar.text()).matches()) {
        var slash = scalar.text().indexOf('/');
        sinks.add(
            new DatasetSink(scalar.text().substring(0, slash), scalar.text().substring(slash + 1)));
      } else {
        fields.problem(
            item,
            "group.sink-form",
            item.describe() + " does not name a dataset",
            "Write it as store/dataset");
      }
    }
    if (items.isEmpty()) {
      fields.problem(
          "group.no-sink",
          "Group '%s' wants no dataset".formatted(group),
          "List at least one under 'datasets', as store/dataset");
    }
    return sinks;
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
    var trigger = new StoreBinder(problems).trigger(transformer);
    var result =
        new DataTransformer(code, trigger, output(transformer, workspace, team, container));
    transformer.optionalText("description");
    transformer.end();
    return result;
  }

  private Datastore output(
      Fields transformer, String workspace, String team, @Nullable String container) {
    var tree = transformer.takeRequired("output");
    // The one problem of an output that is not there is that it is not there.
    var noted = tree == null ? new ArrayList<Problem>() : problems;
    var fields =
        Fields.of(
            tree == null ? new Tree.Mapping(List.of(), 0, 0) : tree,
            "The output of workspace '%s'".formatted(workspace),
            noted);
    var store = new StoreBinder(noted).output(fields, team, container);
    fields.end();
    return store;
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
