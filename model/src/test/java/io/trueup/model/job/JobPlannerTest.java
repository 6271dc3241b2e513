package io.trueup.model.job;

import static io.trueup.model.job.GraphOfJobs.EXTERNAL;
import static io.trueup.model.job.GraphOfJobs.NIGHTLY;
import static io.trueup.model.job.GraphOfJobs.OFTEN;
import static io.trueup.model.job.GraphOfJobs.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.JobPolicy;
import io.trueup.model.ecosystem.JobPolicy.Per;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JobPlannerTest {

  private static GraphOfJobs sales() {
    return new GraphOfJobs()
        .single("Orders", OFTEN, "shop", "lines", "heads")
        .multi("Prices", NIGHTLY, "shop")
        .multi("Mail", EXTERNAL, "post")
        .transformer("Clean", null, "Cleaned", "Orders")
        .transformer("Report", null, "Reported", "Cleaned", "Prices")
        .transformer("Weekly", "0 3 * * 0", "Weekend", "Cleaned");
  }

  @Test
  void makesEachNodeAJobByDefault() {
    assertThat(lines(sales().plan(Per.NODE, JobPolicy.MOST)))
        .containsExactly(
            "node.Ingest.P.Cleaned [xby10_x_x_x_x] [Ingest/P/Cleaned] < [node.Transform.P.Clean]",
            "node.Ingest.P.Mail [external.store.Mail] [Ingest/P/Mail]",
            "node.Ingest.P.Orders.heads [xby10_x_x_x_x] [Ingest/P/Orders/heads]",
            "node.Ingest.P.Orders.lines [xby10_x_x_x_x] [Ingest/P/Orders/lines]",
            "node.Ingest.P.Prices [0_2_x_x_x] [Ingest/P/Prices]",
            "node.Ingest.P.Reported [inputs.workspace.Report] [Ingest/P/Reported] <"
                + " [node.Transform.P.Report]",
            "node.Ingest.P.Weekend [0_3_x_x_0] [Ingest/P/Weekend] < [node.Transform.P.Weekly]",
            "node.Transform.P.Clean [xby10_x_x_x_x] [Transform/P/Clean] <"
                + " [node.Ingest.P.Orders.heads]",
            "node.Transform.P.Report [inputs.workspace.Report] [Transform/P/Report]"
                + " << [node.Ingest.P.Cleaned, node.Ingest.P.Prices]",
            "node.Transform.P.Weekly [0_3_x_x_0] [Transform/P/Weekly] << [node.Ingest.P.Cleaned]");
  }

  @Test
  void putsWhatAStoreNeedsIntoOneJob() {
    assertThat(lines(sales().plan(Per.STORE, JobPolicy.MOST)))
        .containsExactly(
            "store.Cleaned [xby10_x_x_x_x] [Transform/P/Clean, Ingest/P/Cleaned] < [store.Orders]",
            "store.Mail [external.store.Mail] [Ingest/P/Mail]",
            "store.Orders [xby10_x_x_x_x] [Ingest/P/Orders/heads, Ingest/P/Orders/lines]",
            "store.Prices [0_2_x_x_x] [Ingest/P/Prices]",
            "store.Reported [inputs.workspace.Report] [Transform/P/Report, Ingest/P/Reported]"
                + " << [store.Cleaned, store.Prices]",
            "store.Weekend [0_3_x_x_0] [Transform/P/Weekly, Ingest/P/Weekend] << [store.Cleaned]");
  }

  @Test
  void groupsByTheContainerThatIsReadAndByTrigger() {
    assertThat(lines(sales().plan(Per.CONTAINER, JobPolicy.MOST)))
        .containsExactly(
            "container.z.t.own.0_3_x_x_0 [0_3_x_x_0] [Transform/P/Weekly, Ingest/P/Weekend]"
                + " << [container.z.t.own.xby10_x_x_x_x]",
            "container.z.t.own.inputs.workspace.Report [inputs.workspace.Report]"
                + " [Transform/P/Report, Ingest/P/Reported]"
                + " << [container.z.t.own.xby10_x_x_x_x, container.z.t.shop.0_2_x_x_x]",
            "container.z.t.own.xby10_x_x_x_x [xby10_x_x_x_x] [Transform/P/Clean, Ingest/P/Cleaned]"
                + " < [container.z.t.shop.xby10_x_x_x_x]",
            "container.z.t.post.external.store.Mail [external.store.Mail] [Ingest/P/Mail]",
            "container.z.t.shop.0_2_x_x_x [0_2_x_x_x] [Ingest/P/Prices]",
            "container.z.t.shop.xby10_x_x_x_x [xby10_x_x_x_x]"
                + " [Ingest/P/Orders/heads, Ingest/P/Orders/lines]");
  }

  @Test
  void groupsByTriggerAlone() {
    assertThat(lines(sales().plan(Per.SCHEDULE, JobPolicy.MOST)))
        .containsExactly(
            "schedule.0_2_x_x_x [0_2_x_x_x] [Ingest/P/Prices]",
            "schedule.0_3_x_x_0 [0_3_x_x_0] [Transform/P/Weekly, Ingest/P/Weekend]"
                + " << [schedule.xby10_x_x_x_x]",
            "schedule.external.store.Mail [external.store.Mail] [Ingest/P/Mail]",
            "schedule.inputs.workspace.Report [inputs.workspace.Report]"
                + " [Transform/P/Report, Ingest/P/Reported]"
                + " << [schedule.0_2_x_x_x, schedule.xby10_x_x_x_x]",
            "schedule.xby10_x_x_x_x [xby10_x_x_x_x] [Ingest/P/Orders/heads, Ingest/P/Orders/lines,"
                + " Transform/P/Clean, Ingest/P/Cleaned]");
  }

  /** The night's second transformer reads what the often one makes of the night's first store. */
  @Test
  void splitsIntoStagesWhatWouldWaitForEachOther() {
    var plan =
        new GraphOfJobs()
            .multi("A", NIGHTLY, "shop")
            .transformer("T", OFTEN, "Out", "A")
            .transformer("U", NIGHTLY, "Last", "Out")
            .plan(Per.SCHEDULE, JobPolicy.MOST);

    assertThat(lines(plan))
        .containsExactly(
            "schedule.0_2_x_x_x [0_2_x_x_x] [Ingest/P/A]",
            "schedule.0_2_x_x_x.stage-2 [0_2_x_x_x] [Transform/P/U, Ingest/P/Last]"
                + " << [schedule.xby10_x_x_x_x.stage-1]",
            "schedule.xby10_x_x_x_x.stage-1 [xby10_x_x_x_x] [Transform/P/T, Ingest/P/Out]"
                + " << [schedule.0_2_x_x_x]");
  }

  /** The ring is cut at the trigger, and the transformer there reads what the last run made. */
  @Test
  void cutsARingOfTransformers() {
    var plan =
        new GraphOfJobs()
            .multi("A", NIGHTLY, "shop")
            .transformer("T", null, "Out", "A", "Back")
            .transformer("U", null, "Back", "Out")
            .plan(Per.STORE, JobPolicy.MOST);

    assertThat(lines(plan))
        .containsExactly(
            "store.A [0_2_x_x_x] [Ingest/P/A]",
            "store.Back [0_2_x_x_x] [Transform/P/U, Ingest/P/Back] < [store.Out]",
            "store.Out [0_2_x_x_x] [Transform/P/T, Ingest/P/Out] < [store.A]");
  }

  @Test
  void startsARingThatNothingFeedsByItself() {
    var plan =
        new GraphOfJobs().transformer("T", null, "Out", "Out").plan(Per.SCHEDULE, JobPolicy.MOST);

    assertThat(lines(plan))
        .containsExactly(
            "schedule.inputs.workspace.T [inputs.workspace.T] [Transform/P/T, Ingest/P/Out]");
  }

  @Test
  void namesTheNodesOfOtherPlatformsThatAJobReads() {
    var plan = new GraphOfJobs().primary("A", NIGHTLY, "Main").plan(Per.STORE, JobPolicy.MOST);

    assertThat(lines(plan)).containsExactly("store.A [0_2_x_x_x] [Ingest/P/A] << [Ingest/Main/A]");
  }

  @Test
  void hasThePriorityOfItsMostUrgentNode() {
    var plan =
        new GraphOfJobs()
            .ingest(NodeKey.ingest("P", "A", "a"), "A", NIGHTLY, "c", Priority.MEDIUM)
            .ingest(NodeKey.ingest("P", "A", "b"), "A", NIGHTLY, "c", Priority.CRITICAL)
            .plan(Per.STORE, JobPolicy.MOST);

    assertThat(plan.find(new JobKey("store.A")).orElseThrow().priority())
        .isEqualTo(Priority.CRITICAL);
    assertThat(plan.find(new JobKey("store.B"))).isEmpty();
  }

  @Test
  void hasNoJobsWhereNoNodeHasOne() {
    assertThat(JobPlanner.plan(sales().graph(Per.STORE, 5), _ -> false).size()).isZero();
    var nothing = PlatformGraph.of(GraphOfJobs.platform(JobPolicy.DEFAULT), null, new TreeMap<>());
    assertThat(JobPlanner.plan(nothing, _ -> true).fingerprint())
        .isEqualTo(JobPlan.NONE.fingerprint());
  }

  /** A chain is split between nodes that read from each other, and only there. */
  @Test
  void splitsAGroupThatIsTooLargeByLevelsFirst() {
    var plan =
        new GraphOfJobs()
            .multi("A", NIGHTLY, "own")
            .transformer("T", null, "Out", "A")
            .plan(Per.SCHEDULE, 2);

    assertThat(lines(plan))
        .containsExactly(
            "schedule.0_2_x_x_x [0_2_x_x_x] [Ingest/P/A]",
            "schedule.0_2_x_x_x.level-1 [0_2_x_x_x] [Transform/P/T] < [schedule.0_2_x_x_x]",
            "schedule.0_2_x_x_x.level-2 [0_2_x_x_x] [Ingest/P/Out] < [schedule.0_2_x_x_x.level-1]");
  }

  @Test
  void pagesThroughJobs() {
    var plan = sales().plan(Per.STORE, JobPolicy.MOST);

    assertThat(plan.jobsAfter(new JobKey("store.Orders")).map(it -> it.key().value()))
        .containsExactly("store.Prices", "store.Reported", "store.Weekend");
    assertThat(plan.jobsAfter(new JobKey("store.Nothing")).map(it -> it.key().value()))
        .first()
        .isEqualTo("store.Orders");
    assertThat(plan.jobsAfter(new JobKey("store.Z"))).isEmpty();
  }
}
