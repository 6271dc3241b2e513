package io.trueup.listener.cli;

import io.trueup.listener.schema.PlanView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands that show what would be done to a platform's tables. */
@Command(
    name = "schema",
    description = "What a platform's tables and views need, and what differs; by hand.")
final class SchemaCommands {

  private SchemaCommands() {}

  /** The command that holds the others. */
  static SchemaCommands parent() {
    return new SchemaCommands();
  }

  /** How plans are shown. */
  enum Form {
    text,
    json,
    sql
  }

  /** Which platform. */
  abstract static class OfPlatform extends DaemonCommand {

    @Mixin private final PlatformArgument platform = new PlatformArgument();

    @Option(
        names = {"-o", "--output"},
        order = 102,
        paramLabel = "FORM",
        description = {
          "text, for people; json, with everything; or sql, a script for psql. Default: text."
        })
    Form form = Form.text;

    OfPlatform(Shell shell) {
      super(shell);
    }

    String path(String what, Map<String, List<String>> query) {
      return ApiClient.query(platform(platform.name(), "schema", what), query);
    }

    /** Shows a plan in the form that was asked for. */
    PlanView shown(ApiClient.Reply reply, BiFunction<PlanView, Ink, String> text) {
      var plan = reply.as(PlanView.class);
      shell
          .out()
          .print(
              switch (form) {
                case text -> text.apply(plan, shell.ink());
                case json -> reply.text() + "\n";
                case sql -> SqlScript.render(plan);
              });
      return plan;
    }
  }

  /** Which of the platform's versions; for mixing in. */
  private static final class VersionOption {

    @Option(
        names = "--at",
        order = 5,
        paramLabel = "VERSION",
        description = {
          "merged, the newest accepted version; target, the one it is moving to; or realized.",
          "Default: target."
        })
    private String text = "target";

    String text() {
      return text;
    }
  }

  /** Which nodes. */
  abstract static class OfNodes extends OfPlatform {

    @Option(
        names = "--workspace",
        order = 2,
        paramLabel = "NAME",
        description = "Only what this workspace reads, and all that feeds it. Default: everything.")
    private @Nullable String workspace;

    @Option(
        names = "--group",
        order = 3,
        paramLabel = "NAME",
        description = "Only this dataset group of the workspace.")
    private @Nullable String group;

    @Option(
        names = "--node",
        order = 4,
        paramLabel = "KEY",
        description = "Only this node, such as Ingest/Live/NW_Data; may be repeated.")
    private List<String> nodes = new ArrayList<>();

    @Option(
        names = "--adopt",
        order = 7,
        paramLabel = "NAME",
        description =
            "What of others to take over: a table or view as SCHEMA.NAME, role:NAME or schema:NAME;"
                + " may be repeated.")
    private List<String> adopted = new ArrayList<>();

    OfNodes(Shell shell) {
      super(shell);
    }

    List<String> adopted() {
      return adopted;
    }

    /** What a plan of them is asked for with. */
    Map<String, List<String>> planned() {
      var query = scope();
      query.put("adopt", adopted);
      return query;
    }

    Map<String, List<String>> scope() {
      if (group != null && workspace == null) {
        throw new CommandException(ExitCode.USAGE, "--group needs the --workspace that it is of");
      }
      var scope = new LinkedHashMap<String, List<String>>();
      scope.put("workspace", workspace == null ? List.of() : List.of(workspace));
      scope.put("group", group == null ? List.of() : List.of(group));
      scope.put("node", nodes);
      return scope;
    }
  }

  /** Which nodes, and in which version. */
  abstract static class Looking extends OfNodes {

    @Mixin private final VersionOption version = new VersionOption();

    Looking(Shell shell) {
      super(shell);
    }

    Map<String, List<String>> scopeAndVersion() {
      var query = planned();
      query.put("at", List.of(version.text()));
      return query;
    }
  }

  /** Shows a plan. */
  @Command(
      name = "plan",
      description = {
        "Show what would be done to tables and views, statement by statement, and change nothing.",
        "Each says what it costs others, its lock, its reason and its id.",
        "Exit code 0: nothing to do; 13: there is."
      },
      footer = {
        "Examples:",
        "  trueup schema plan Live",
        "  trueup schema plan Live --workspace Reporting --group Daily",
        "  trueup schema plan Live --at merged      what a waiting merge would do",
        "  trueup schema plan Live -o sql > plan.sql"
      })
  static final class Plan extends Looking {

    Plan(Shell shell) {
      super(shell);
    }

    @Override
    int run(ApiClient client) {
      var plan = shown(client.get(path("plan", scopeAndVersion())), PlanText::render);
      return plan.differs() ? ExitCode.DIFFERS : ExitCode.OK;
    }
  }

  /** Shows differences. */
  @Command(
      name = "diff",
      description = {
        "Show what differs, table by table: + comes, ~ changes, - goes, ! is left as it is.",
        "Exit code 0: nothing differs; 13: something does."
      },
      footer = {"Example:", "  trueup schema diff --platform Live --node Ingest/Live/NW_Data"})
  static final class Diff extends Looking {

    Diff(Shell shell) {
      super(shell);
    }

    @Override
    int run(ApiClient client) {
      var plan = shown(client.get(path("plan", scopeAndVersion())), DiffText::render);
      return differs(plan);
    }
  }

  /** Shows drift. */
  @Command(
      name = "drift",
      description = {
        "Show what differs on the whole platform, with tables and views in its schemas that the"
            + " model does not declare.",
        "Exit code 0: nothing differs; 13: something does."
      },
      footer = {
        "Examples:",
        "  trueup schema drift --platform Live",
        "  trueup schema drift --platform Live --output json | jq '.differences[]'"
      })
  static final class Drift extends OfPlatform {

    @Mixin private final VersionOption version = new VersionOption();

    Drift(Shell shell) {
      super(shell);
    }

    @Override
    int run(ApiClient client) {
      var plan =
          shown(client.get(path("drift", Map.of("at", List.of(version.text())))), DiffText::render);
      return differs(plan);
    }
  }

  private static int differs(PlanView plan) {
    return plan.differs() || !plan.differences().isEmpty() ? ExitCode.DIFFERS : ExitCode.OK;
  }
}
