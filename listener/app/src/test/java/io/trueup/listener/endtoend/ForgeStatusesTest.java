package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.forge.api.OpenApiCalls;
import io.trueup.listener.daemon.forge.api.PlayedForge;
import io.trueup.listener.daemon.forge.api.PlayedForge.Answer;
import io.trueup.listener.daemon.forge.status.ToldForge;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A daemon tells a forge that is away at first what becomes of a merge. */
class ForgeStatusesTest {

  private static final long SEED = 7;

  @Test
  void aForgeThatWasAwayHoldsUpNothingAndIsToldInTheEnd() {
    Site.play(
        "statuses",
        site -> {
          try (var forge = PlayedForge.of(OpenApiCalls.of("github"))) {
            happen(site, forge);
            assertThat(forge.violations()).isEmpty();
          }
        });
  }

  private static void happen(Site site, PlayedForge forge) {
    var told = new ToldForge();
    forge.play(_ -> Answer.json(503, "{}"));
    site.write("forge-token", PlayedForge.TOKEN);
    var first = site.serve(configuration(site, forge, "true"));
    var model = new EvolvingModel(site, SEED);
    model.begin();
    Await.until("the rollout", () -> realized(site).equals("1"));
    Await.until("the problem", () -> first.log().contains("wait for 'statuses:northwind'"));
    first.kill();

    forge.play(told::answer);
    var second = site.serve(configuration(site, forge, "true"));
    var commit = QueryRows.one(site.state, "SELECT commit FROM trueup.version WHERE sequence = 1");
    Await.until("the status", () -> told.shown(commit, "trueup/Live").startsWith("success"));
    assertThat(told.shown(commit, "trueup/Live")).isEqualTo("success: Realized version 1");
    assertThat(told.shown(commit, "trueup")).startsWith("success: Accepted as version 1: ");
    second.kill();

    var third = site.serve(configuration(site, forge, "false"));
    Await.until("the reader to be forgotten", () -> readers(site).equals("0"));
    assertThat(third.log()).contains("The forge of source 'northwind' is told nothing any more");
    assertThat(third.log() + second.log() + first.log()).doesNotContain(PlayedForge.TOKEN);
  }

  private static Path configuration(Site site, PlayedForge forge, String statuses) {
    return site.configuration(
        "trueup.yaml",
        "data",
        site.state.jdbcUrl(),
        site.usualSource(
            "forge-api: {url: \"%s\", token: {file: forge-token}, repository: acme/model, statuses: %s}"
                .formatted(forge.base(), statuses)));
  }

  private static String realized(Site site) {
    return QueryRows.one(
        site.state,
        """
        SELECT coalesce(max(realized_version), 0)
          FROM trueup.platform
         WHERE name = 'Live'
        """);
  }

  private static String readers(Site site) {
    return QueryRows.one(
        site.state,
        """
        SELECT (SELECT count(*) FROM trueup.change_reader WHERE name LIKE 'statuses:%')
             + (SELECT count(*) FROM trueup.forge_status)
        """);
  }
}
