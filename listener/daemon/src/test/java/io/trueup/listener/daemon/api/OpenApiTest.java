package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.graphql.QueryRequest;
import io.trueup.listener.daemon.question.AllowForbidAnswer;
import io.trueup.listener.daemon.question.ContainerAnswer;
import io.trueup.listener.daemon.question.DatasetAnswer;
import io.trueup.listener.daemon.question.DatastoreAnswer;
import io.trueup.listener.daemon.question.Dependents;
import io.trueup.listener.daemon.question.DiffAnswer;
import io.trueup.listener.daemon.question.EcosystemAnswer;
import io.trueup.listener.daemon.question.NativeTypesAnswer;
import io.trueup.listener.daemon.question.NodeAnswer;
import io.trueup.listener.daemon.question.PlatformAnswer;
import io.trueup.listener.daemon.question.TeamAnswer;
import io.trueup.listener.daemon.question.VersionAnswer;
import io.trueup.listener.daemon.question.WorkspaceAnswer;
import io.trueup.listener.daemon.question.ZoneAnswer;
import io.trueup.listener.daemon.view.ApplyEventView;
import io.trueup.listener.daemon.view.ApprovalView;
import io.trueup.listener.daemon.view.AuditChainView;
import io.trueup.listener.daemon.view.AuditView;
import io.trueup.listener.daemon.view.BlockedNodeView;
import io.trueup.listener.daemon.view.CompiledVersionsView;
import io.trueup.listener.daemon.view.ControlView;
import io.trueup.listener.daemon.view.CredentialView;
import io.trueup.listener.daemon.view.CurrencyView;
import io.trueup.listener.daemon.view.DaemonView;
import io.trueup.listener.daemon.view.DeliveryView;
import io.trueup.listener.daemon.view.DriftView;
import io.trueup.listener.daemon.view.DriftedNodeView;
import io.trueup.listener.daemon.view.ErrorView;
import io.trueup.listener.daemon.view.EventView;
import io.trueup.listener.daemon.view.ExplainView;
import io.trueup.listener.daemon.view.GateReportView;
import io.trueup.listener.daemon.view.GateView;
import io.trueup.listener.daemon.view.GroupPauseView;
import io.trueup.listener.daemon.view.HealthView;
import io.trueup.listener.daemon.view.HookView;
import io.trueup.listener.daemon.view.JobView;
import io.trueup.listener.daemon.view.JointAnswerView;
import io.trueup.listener.daemon.view.LeaseView;
import io.trueup.listener.daemon.view.LoadingView;
import io.trueup.listener.daemon.view.ModelServerView;
import io.trueup.listener.daemon.view.MovePreviewView;
import io.trueup.listener.daemon.view.NameView;
import io.trueup.listener.daemon.view.NodeAnswerView;
import io.trueup.listener.daemon.view.NodeView;
import io.trueup.listener.daemon.view.PlanView;
import io.trueup.listener.daemon.view.PlatformView;
import io.trueup.listener.daemon.view.ProblemView;
import io.trueup.listener.daemon.view.RecordedNodeView;
import io.trueup.listener.daemon.view.RecordedRunView;
import io.trueup.listener.daemon.view.RetentionPreviewView;
import io.trueup.listener.daemon.view.RetentionView;
import io.trueup.listener.daemon.view.RetiredView;
import io.trueup.listener.daemon.view.RolloutView;
import io.trueup.listener.daemon.view.RunAnswerView;
import io.trueup.listener.daemon.view.RunView;
import io.trueup.listener.daemon.view.SourceCheckView;
import io.trueup.listener.daemon.view.SourceView;
import io.trueup.listener.daemon.view.StatusView;
import io.trueup.listener.daemon.view.SubscriptionView;
import io.trueup.listener.daemon.view.SyncView;
import io.trueup.listener.daemon.view.TokenView;
import io.trueup.listener.daemon.view.ToldForgeView;
import io.trueup.listener.daemon.view.VersionFilesView;
import io.trueup.listener.daemon.view.VersionView;
import io.trueup.listener.daemon.view.WindowCalendarView;
import io.trueup.listener.daemon.view.WindowView;
import io.trueup.listener.engine.versions.VersionManifest;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Compares the published description with the program. */
class OpenApiTest {

  private static final Map<String, Class<?>> VIEWS =
      Map.ofEntries(
          Map.entry("AuditEntry", AuditView.class),
          Map.entry("Event", EventView.class),
          Map.entry("Subscription", SubscriptionView.class),
          Map.entry("CreatedSubscription", SubscriptionView.WithSecret.class),
          Map.entry("WantedSubscription", SubscriptionRoutes.SubscriptionRequest.class),
          Map.entry("SubscriptionReason", SubscriptionRoutes.ReasonRequest.class),
          Map.entry("SubscriptionOutcome", SubscriptionView.Outcome.class),
          Map.entry("DeadEvent", SubscriptionView.Dead.class),
          Map.entry("EventPage", EventView.Page.class),
          Map.entry("AuditChain", AuditChainView.class),
          Map.entry("AuditHead", AuditChainView.HeadView.class),
          Map.entry("AuditLink", AuditChainView.LinkView.class),
          Map.entry("WholeDelivery", DeliveryView.DeliveryDetails.class),
          Map.entry("Delivery", DeliveryView.class),
          Map.entry("Error", ErrorView.class),
          Map.entry("Explanation", ExplainView.class),
          Map.entry("Currency", CurrencyView.class),
          Map.entry("Drift", DriftView.class),
          Map.entry("DriftCheck", DriftView.Check.class),
          Map.entry("DriftChecked", DriftView.Checked.class),
          Map.entry("BlockedNode", BlockedNodeView.class),
          Map.entry("Step", ExplainView.Step.class),
          Map.entry("NodesInState", ExplainView.Nodes.class),
          Map.entry("Delta", ExplainView.Delta.class),
          Map.entry("Change", ExplainView.Change.class),
          Map.entry("Health", HealthView.class),
          Map.entry("Check", HealthView.HealthCheck.class),
          Map.entry("Name", NameView.class),
          Map.entry("NamePage", NameView.Page.class),
          Map.entry("Job", JobView.class),
          Map.entry("JobTrigger", JobView.Trigger.class),
          Map.entry("JobPage", JobView.Page.class),
          Map.entry("Node", NodeView.class),
          Map.entry("NodePage", NodeView.Page.class),
          Map.entry("Platform", PlatformView.class),
          Map.entry("Pointer", PlatformView.Pointer.class),
          Map.entry("Pause", PlatformView.Pause.class),
          Map.entry("Waiting", PlatformView.Waiting.class),
          Map.entry("Problem", ProblemView.class),
          Map.entry("Rollout", RolloutView.class),
          Map.entry("RunAnswer", RunAnswerView.class),
          Map.entry("Run", RunView.class),
          Map.entry("BeginNode", BeginRoutes.NodeRequest.class),
          Map.entry("JointAnswer", JointAnswerView.class),
          Map.entry("JointNodeAnswer", NodeAnswerView.class),
          Map.entry("RecordedRun", RecordedRunView.class),
          Map.entry("RecordedNode", RecordedNodeView.class),
          Map.entry("Source", SourceView.class),
          Map.entry("Loading", LoadingView.class),
          Map.entry("VersionUsage", VersionFilesView.class),
          Map.entry("CompiledVersions", CompiledVersionsView.class),
          Map.entry("CompiledVersionFile", CompiledVersionsView.FileView.class),
          Map.entry("OpenVersions", CompiledVersionsView.MemoryView.class),
          Map.entry("OpenVersion", CompiledVersionsView.OpenVersionView.class),
          Map.entry("Status", StatusView.class),
          Map.entry("Sync", SyncView.class),
          Map.entry("Token", TokenView.class),
          Map.entry("CreatedToken", TokenView.Created.class),
          Map.entry("Version", VersionView.class),
          Map.entry("VersionFiles", VersionManifest.class),
          Map.entry("VersionFile", VersionManifest.Item.class),
          Map.entry("Impact", VersionView.ImpactView.class),
          Map.entry("Hook", HookView.class),
          Map.entry("ToldForge", ToldForgeView.class),
          Map.entry("SourceCheck", SourceCheckView.class),
          Map.entry("SourceCheckRow", SourceCheckView.CheckView.class),
          Map.entry("Attribution", VersionView.AttributionView.class),
          Map.entry("PullRequest", VersionView.PullRequestView.class),
          Map.entry("Pausing", PlatformRoutes.PauseRequest.class),
          Map.entry("Reason", PlatformRoutes.ReasonRequest.class),
          Map.entry("Acknowledgement", SourceRoutes.AcknowledgeRequest.class),
          Map.entry("Approving", SourceRoutes.ApproveRequest.class),
          Map.entry("Approval", ApprovalView.class),
          Map.entry("Daemons", DaemonView.Fleet.class),
          Map.entry("Daemon", DaemonView.class),
          Map.entry("ModelServers", ModelServerView.Fleet.class),
          Map.entry("ModelServer", ModelServerView.class),
          Map.entry("ServedSource", ModelServerView.Source.class),
          Map.entry("ServedVersion", ModelServerView.Served.class),
          Map.entry("ModelServerReport", ModelServerView.Report.class),
          Map.entry("Lease", LeaseView.class),
          Map.entry("Retention", RetentionView.class),
          Map.entry("RetainedRecords", RetentionView.Records.class),
          Map.entry("RetentionPreview", RetentionPreviewView.class),
          Map.entry("RetentionRemoval", RetentionPreviewView.Removal.class),
          Map.entry("RetentionPass", RetentionView.PassView.class),
          Map.entry("KeptTable", RetentionView.Table.class),
          Map.entry("LeaseTaking", LeaseRoutes.LeaseRequest.class),
          Map.entry("LeaseProlonging", LeaseRoutes.LongerLease.class),
          Map.entry("LeaseEnding", LeaseRoutes.LeaseEnding.class),
          Map.entry("GraphQlQuery", QueryRequest.class),
          Map.entry("Begin", BeginRoutes.BeginRequest.class),
          Map.entry("Prolong", RunRoutes.ProlongRequest.class),
          Map.entry("End", RunRoutes.EndRequest.class),
          Map.entry("WantedToken", TokenRoutes.TokenRequest.class),
          Map.entry("AddressDecision", CredentialRoutes.AddressRequest.class),
          Map.entry("CredentialAddress", CredentialView.class),
          Map.entry("SchemaApplying", SchemaRoutes.ApplyRequest.class),
          Map.entry("Purging", SchemaRoutes.PurgeRequest.class),
          Map.entry("SchemaPlan", PlanView.class),
          Map.entry("SchemaUnit", PlanView.Unit.class),
          Map.entry("SchemaStatement", PlanView.Statement.class),
          Map.entry("SchemaNote", PlanView.Note.class),
          Map.entry("SchemaDifference", PlanView.Differing.class),
          Map.entry("SchemaEvent", ApplyEventView.class),
          Map.entry("Retired", RetiredView.class),
          Map.entry("RetiredRelation", RetiredView.Item.class),
          Map.entry("Purge", RetiredView.Purge.class),
          Map.entry("KeptRelation", RetiredView.Kept.class),
          Map.entry("Resuming", PlatformRoutes.ResumeRequest.class),
          Map.entry("PlainOrder", ControlRoutes.PlainOrder.class),
          Map.entry("SyncOrder", ControlRoutes.SyncOrder.class),
          Map.entry("HoldOrder", ControlRoutes.HoldOrder.class),
          Map.entry("ApproveOrder", ControlRoutes.ApproveOrder.class),
          Map.entry("RollbackOrder", ControlRoutes.RollbackOrder.class),
          Map.entry("NewWindow", WindowBody.NewWindow.class),
          Map.entry("WindowPatch", WindowBody.WindowPatch.class),
          Map.entry("Suspending", WindowRoutes.SuspendRequest.class),
          Map.entry("DriftedNode", DriftedNodeView.class),
          Map.entry("Importing", WindowImportRoutes.ImportRequest.class),
          Map.entry("WindowImport", WindowView.Import.class),
          Map.entry("Gate", GateView.class),
          Map.entry("GateReport", GateReportView.class),
          Map.entry("Control", ControlView.class),
          Map.entry("MovePreview", MovePreviewView.class),
          Map.entry("NodeNames", MovePreviewView.NodeNames.class),
          Map.entry("MoveStep", MovePreviewView.Step.class),
          Map.entry("GroupPause", GroupPauseView.class),
          Map.entry("GroupPauseChange", GroupPauseView.Change.class),
          Map.entry("PauseOfGroup", PlatformView.GroupPause.class),
          Map.entry("Hold", PlatformView.Hold.class),
          Map.entry("PlatformWindows", PlatformView.Windows.class),
          Map.entry("Window", WindowView.class),
          Map.entry("Span", WindowView.Span.class),
          Map.entry("Suspension", WindowView.Suspension.class),
          Map.entry("WindowChange", WindowView.Change.class),
          Map.entry("WindowEffect", WindowView.Effect.class),
          Map.entry("WindowExplanation", WindowView.Explanation.class),
          Map.entry("MatchedPlatform", WindowView.Matched.class),
          Map.entry("WindowCalendar", WindowCalendarView.class),
          Map.entry("CalendarGroup", WindowCalendarView.Group.class),
          Map.entry("CalendarWindow", WindowCalendarView.Concern.class));

  /** The answers about versions, whose schemas have the names of their records. */
  private static final List<Class<?>> ANSWERS =
      List.of(
          VersionAnswer.class,
          EcosystemAnswer.class,
          ZoneAnswer.class,
          AllowForbidAnswer.class,
          TeamAnswer.class,
          ContainerAnswer.class,
          DatastoreAnswer.class,
          DatasetAnswer.class,
          NativeTypesAnswer.class,
          WorkspaceAnswer.class,
          PlatformAnswer.class,
          Dependents.class,
          DiffAnswer.class,
          NodeAnswer.class);

  private static final Map<String, Class<?>> SCHEMAS = schemas();

  private static Map<String, Class<?>> schemas() {
    var all = new TreeMap<>(VIEWS);
    for (var answer : ANSWERS) {
      all.put(answer.getSimpleName(), answer);
      Arrays.stream(answer.getDeclaredClasses())
          .filter(it -> it.isRecord() && Modifier.isPublic(it.getModifiers()))
          .forEach(it -> all.put(it.getSimpleName(), it));
    }
    return all;
  }

  private final Map<?, ?> document = read();

  private static Map<?, ?> read() {
    try {
      var text = Files.readString(Path.of("..", "..", "docs", "openapi.yaml"));
      return (Map<?, ?>)
          Objects.requireNonNull(new Load(LoadSettings.builder().build()).loadFromString(text));
    } catch (IOException e) {
      throw new AssertionError("docs/openapi.yaml cannot be read", e);
    }
  }

  private static Map<?, ?> map(Map<?, ?> parent, String key) {
    return Objects.requireNonNullElse((Map<?, ?>) parent.get(key), Map.of());
  }

  /** Operations by method and path, with the scope that each needs and the parameters it knows. */
  private Map<String, String> described() {
    var operations = new TreeMap<String, String>();
    map(document, "paths")
        .forEach((path, item) ->
            ((Map<?, ?>) item)
                .forEach((method, operation) -> {
                  if (operation instanceof Map<?, ?> it) {
                    operations.put(
                        method.toString().toUpperCase(Locale.ROOT) + " " + path,
                        it.get("x-trueup-scope") + " " + parameters(it));
                  }
                }));
    return operations;
  }

  private static Set<String> parameters(Map<?, ?> operation) {
    var parameters = (List<?>) operation.get("parameters");
    return parameters == null
        ? Set.of()
        : parameters.stream()
            .filter(it -> "query".equals(((Map<?, ?>) it).get("in")))
            .map(it -> String.valueOf(((Map<?, ?>) it).get("name")))
            .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void describesEveryRouteAndNoOther() {
    try (var api = new ApiServer(new InMemoryStateStore(new SettableClock(Instant.EPOCH)), false)) {
      var pages =
          api.router.getRoutes().stream()
              .filter(route -> !String.valueOf(route.getName()).contains("*"))
              .flatMap(route ->
                  Objects.requireNonNullElse(route.methods(), Set.<HttpMethod>of()).stream()
                      .map(method -> method + " " + bracketed(String.valueOf(route.getName()))));
      var mounted =
          Stream.concat(
                  pages, api.routes.routes().stream().map(it -> it.method() + " " + it.path()))
              .collect(Collectors.toCollection(TreeSet::new));

      assertThat(mounted).hasSizeGreaterThan(25);
      // That of the webhooks is held by HookDescriptionTest.
      assertThat(described().keySet())
          .filteredOn(it -> !it.contains(" /hooks/"))
          .isEqualTo(List.copyOf(mounted));
    }
  }

  private static String bracketed(String pattern) {
    return pattern.replaceAll(":([a-z]+)", "{$1}");
  }

  @Test
  void documentsTheScopeAndParametersOfEachRoute() {
    try (var api = new ApiServer(new InMemoryStateStore(new SettableClock(Instant.EPOCH)), false)) {
      var described = described();

      for (var route : api.routes.routes()) {
        assertThat(described.get(route.method() + " " + route.path()))
            .as(route.path())
            .isEqualTo(route.scope() + " " + new TreeSet<>(route.parameters()));
      }
    }
  }

  @Test
  void describesEveryFieldOfEveryBody() {
    var schemas = map(map(document, "components"), "schemas");

    assertThat(schemas.keySet().stream().map(Object::toString))
        .filteredOn(it -> !it.equals("WebhookAnswer"))
        .containsExactlyInAnyOrderElementsOf(SCHEMAS.keySet());
    SCHEMAS.forEach((name, type) ->
        assertThat(map(map(schemas, name), "properties").keySet().stream().map(Object::toString))
            .as(name)
            .containsExactlyInAnyOrderElementsOf(
                Arrays.stream(type.getRecordComponents()).map(it -> it.getName()).toList()));
  }

  @Test
  void listsEveryConstantOfEveryEnumeration() {
    var schemas = map(map(document, "components"), "schemas");

    SCHEMAS.forEach((name, type) ->
        Arrays.stream(type.getRecordComponents())
            .filter(it -> it.getType().isEnum())
            .forEach(it ->
                assertThat(constants(map(map(map(schemas, name), "properties"), it.getName())))
                    .as(name + "." + it.getName())
                    .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(it.getType().getEnumConstants())
                            .map(Object::toString)
                            .toList())));
  }

  /** The serialized values, except null. */
  private static List<String> constants(Map<?, ?> property) {
    var written = (List<?>) property.get("enum");
    return written == null
        ? List.of()
        : written.stream().filter(Objects::nonNull).map(Object::toString).toList();
  }

  @Test
  void refersToWhatIsThere() throws IOException {
    var text = Files.readString(Path.of("..", "..", "docs", "openapi.yaml"));
    var references = java.util.regex.Pattern.compile("#/components/(\\w+)/(\\w+)").matcher(text);

    while (references.find()) {
      assertThat(map(map(document, "components"), references.group(1)).keySet().toString())
          .contains(references.group(2));
    }
  }
}
