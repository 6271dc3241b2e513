package io.trueup.listener.cli;

import io.trueup.listener.cli.remote.ApiClient;
import io.trueup.listener.cli.remote.DaemonCommand;
import io.trueup.listener.cli.remote.PlatformArgument;
import io.trueup.listener.cli.terminal.CommandException;
import io.trueup.listener.cli.terminal.ExitCode;
import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.daemon.view.PlanView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands that show plans and differences of the schema of a platform. */
@Command(
    name = "schema",
    description = "Plan, apply and compare the tables and views of a platform by hand.")
final class SchemaCommands {

  private SchemaCommands() {}

  /** The parent command. */
  static SchemaCommands parent() {
    return new SchemaCommands();
  }

  /** The form of the output. */
  enum Form {
    text,
    json,
    sql
  }

  /** The platform and output options. */
  abstract static class PlatformSchemaCommand extends DaemonCommand {

    @Mixin private final PlatformArgument platform = new PlatformArgument();

    @Option(
        names = {"-o", "--output"},
        order = 102,
        paramLabel = "FORM",
        description = {
          "text, for people; json, with everything; or sql, a script for psql. Default: text."
        })
    Form form = Form.text;

    PlatformSchemaCommand(Shell shell) {
      super(shell);
    }

    String path(String what, Map<String, List<String>> query) {
      return ApiClient.query(platform(platform.name(), "schema", what), query);
    }

    /** Shows a plan in the chosen form. */
    PlanView shown(ApiClient.Reply reply, BiFunction<PlanView, TextStyle, String> text) {
      var plan = reply.as(PlanView.class);
      shell
          .out()
          .print(
              switch (form) {
                case text -> text.apply(plan, shell.style());
                case json -> reply.text() + "\n";
                case sql -> SqlScript.render(plan);
              });
      return plan;
    }
  }

  /** The version of the platform; for mixing in. */
  private static final class VersionOption {

    @Option(
        names = "--at",
        order = 5,
        paramLabel = "VERSION",
        description = {
          "merged, the newest accepted version; target, the one the platform moves to; or"
              + " realized.",
          "Default: target."
        })
    private String text = "target";

    String text() {
      return text;
    }
  }

  /** The options that select nodes. */
  abstract static class NodeSchemaCommand extends PlatformSchemaCommand {

    @Option(
        names = "--workspace",
        order = 2,
        paramLabel = "NAME",
        description =
            "Only what this workspace reads, and everything that feeds it. Default: everything.")
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
        description = "Only this node, such as Ingest/Live/NW_Data. May be repeated.")
    private List<String> nodes = new ArrayList<>();

    @Option(
        names = "--adopt",
        order = 7,
        paramLabel = "NAME",
        description =
            "Take over an object of another owner: a table or view as SCHEMA.NAME, role:NAME or"
                + " schema:NAME. May be repeated.")
    private List<String> adopted = new ArrayList<>();

    NodeSchemaCommand(Shell shell) {
      super(shell);
    }

    List<String> adopted() {
      return adopted;
    }

    /** The query of a plan for the selected nodes. */
    Map<String, List<String>> planned() {
      var query = scope();
      query.put("adopt", adopted);
      return query;
    }

    Map<String, List<String>> scope() {
      if (group != null && workspace == null) {
        throw new CommandException(ExitCode.USAGE, "--group needs the --workspace of the group");
      }
      var scope = new LinkedHashMap<String, List<String>>();
      scope.put("workspace", workspace == null ? List.of() : List.of(workspace));
      scope.put("group", group == null ? List.of() : List.of(group));
      scope.put("node", nodes);
      return scope;
    }
  }

  /** The options that select nodes and a version. */
  abstract static class PlanCommand extends NodeSchemaCommand {

    @Mixin private final VersionOption version = new VersionOption();

    PlanCommand(Shell shell) {
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
        "Show the plan for tables and views, statement by statement, and change nothing.",
        "Each statement comes with its cost for other sessions, its lock, reason and id.",
        "Exit code 0: nothing to do; 13: something to do."
      },
      footer = {
        "Examples:",
        "  trueup schema plan Live",
        "  trueup schema plan Live --workspace Reporting --group Daily",
        "  trueup schema plan Live --at merged      the plan of a waiting merge",
        "  trueup schema plan Live -o sql > plan.sql"
      })
  static final class Plan extends PlanCommand {

    Plan(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var plan = shown(client.get(path("plan", scopeAndVersion())), PlanText::render);
      return plan.differs() ? ExitCode.DIFFERS : ExitCode.OK;
    }
  }

  /** Shows differences. */
  @Command(
      name = "diff",
      description = {
        "Show the differences, table by table: + added, ~ changed, - dropped, ! left unchanged.",
        "Exit code 0: no difference; 13: differences."
      },
      footer = {"Example:", "  trueup schema diff --platform Live --node Ingest/Live/NW_Data"})
  static final class Diff extends PlanCommand {

    Diff(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var plan = shown(client.get(path("plan", scopeAndVersion())), DiffText::render);
      return differs(plan);
    }
  }

  /** Shows drift. */
  @Command(
      name = "drift",
      description = {
        "Show the differences of the whole platform, including tables and views in its schemas that"
            + " the model does not declare.",
        "Exit code 0: no difference; 13: differences."
      },
      footer = {
        "Examples:",
        "  trueup schema drift --platform Live",
        "  trueup schema drift --platform Live --output json | jq '.differences[]'"
      })
  static final class Drift extends PlatformSchemaCommand {

    @Mixin private final VersionOption version = new VersionOption();

    Drift(Shell shell) {
      super(shell);
    }

    @Override
    protected int run(ApiClient client) {
      var plan =
          shown(client.get(path("drift", Map.of("at", List.of(version.text())))), DiffText::render);
      return differs(plan);
    }
  }

  private static int differs(PlanView plan) {
    return plan.differs() || !plan.differences().isEmpty() ? ExitCode.DIFFERS : ExitCode.OK;
  }
}
