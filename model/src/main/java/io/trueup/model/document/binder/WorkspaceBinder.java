package io.trueup.model.document.binder;

import io.trueup.model.document.kind.TextForms;
import io.trueup.model.document.shape.FieldReader;
import io.trueup.model.document.tree.Tree;
import io.trueup.model.ecosystem.DataTransformer;
import io.trueup.model.ecosystem.DatasetGroup;
import io.trueup.model.ecosystem.DatasetSink;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.History;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Binds workspaces with their groups and transformer, and reports the problems that show without
 * other documents.
 */
final class WorkspaceBinder {

  private final BindingContext reading;

  WorkspaceBinder(BindingContext reading) {
    this.reading = reading;
  }

  Workspace workspace(FieldReader fields) {
    var name = fields.text("name");
    var team = fields.text("team");
    var container = fields.optionalText("container");
    return new Workspace(
        name,
        team,
        container,
        fields.choice("priority", Priority.class),
        fields.flag("production"),
        reading.allowForbid(
            fields, "classification", "The 'classification' of workspace '%s'".formatted(name)),
        groups(fields, name),
        transformer(fields, name, team, container),
        reading.documentation(fields));
  }

  private List<DatasetGroup> groups(FieldReader workspace, String name) {
    var groups = new ArrayList<DatasetGroup>();
    for (var entry : workspace.entries("groups")) {
      var fields = workspace.inner("groups", entry.value(), "Group", entry.name());
      groups.add(group(fields, entry.name()));
      fields.reportUnknown();
    }
    if (groups.isEmpty()) {
      workspace.problem(
          "workspace.no-group",
          "Workspace '%s' has no dataset group".formatted(name),
          "Declare at least one under 'groups'");
    }
    return groups;
  }

  private DatasetGroup group(FieldReader fields, String name) {
    return new DatasetGroup(
        name, requirements(fields, name), sinks(fields, name), reading.documentation(fields));
  }

  private static DatasetGroup.@Nullable Requirements requirements(FieldReader group, String name) {
    if (group.take("requires") == null) {
      return null;
    }
    var fields = group.inner("requires", "The 'requires' of group", name);
    var requirements =
        new DatasetGroup.Requirements(
            fields.optionalChoice("history", History.class),
            fields.optionalChoice("latency", String.class),
            fields.optionalText("retention"),
            fields.optionalText("regulator"));
    fields.reportUnknown();
    return requirements;
  }

  private static List<DatasetSink> sinks(FieldReader group, String name) {
    var sinks = new ArrayList<DatasetSink>();
    var items = group.items("datasets");
    for (var item : items) {
      switch (item) {
        case Tree.Mapping mapping -> {
          var fields = group.inner("datasets", mapping, "A dataset of group", name);
          var dataset = fields.text("dataset");
          var allows = fields.choice("deprecated", String.class).equals("allowed");
          fields.reportUnknown();
          addSink(dataset, allows, sinks);
        }
        case Tree.Scalar scalar when TextForms.SINK.check().test(scalar.text()) ->
            addSink(scalar.text(), false, sinks);
        default ->
            group.problem(
                item,
                TextForms.SINK.rule(),
                "%s is not %s".formatted(item.describe(), TextForms.SINK.what()),
                TextForms.SINK.remedy());
      }
    }
    if (items.isEmpty()) {
      group.problem(
          "group.no-sink",
          "Group '%s' wants no dataset".formatted(name),
          "List at least one under 'datasets', as store/dataset");
    }
    return sinks;
  }

  private static void addSink(String text, boolean allowsDeprecated, List<DatasetSink> sinks) {
    if (TextForms.SINK.check().test(text)) {
      var slash = text.indexOf('/');
      sinks.add(
          new DatasetSink(text.substring(0, slash), text.substring(slash + 1), allowsDeprecated));
    }
  }

  private @Nullable DataTransformer transformer(
      FieldReader workspace, String name, String team, @Nullable String container) {
    if (workspace.take("transformer") == null) {
      return null;
    }
    var fields = workspace.inner("transformer", "The transformer of workspace", name);
    var transformer =
        new DataTransformer(
            code(fields, name),
            TriggerBinder.take(fields),
            output(fields, name, team, container),
            reading.documentation(fields));
    fields.reportUnknown();
    return transformer;
  }

  private Datastore output(
      FieldReader transformer, String workspace, String team, @Nullable String container) {
    var fields = transformer.inner("output", "The output of workspace", workspace);
    var store = new StoreBinder(reading).output(fields, team, container);
    fields.reportUnknown();
    return store;
  }

  private static DataTransformer.Code code(FieldReader transformer, String workspace) {
    var fields = transformer.inner("code", "The code of workspace", workspace);
    var code =
        new DataTransformer.Code(
            fields.optionalText("repository"),
            fields.optionalText("version"),
            fields.optionalText("command"),
            fields.optionalText("sql"));
    fields.reportUnknown();
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
