package io.trueup.listener.daemon.forge.status;

import static io.trueup.listener.engine.testing.StoreScene.ACME;
import static io.trueup.listener.engine.testing.StoreScene.commit;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.api.ForgeAnswer.Refused;
import io.trueup.listener.daemon.forge.api.ForgeClient;
import io.trueup.listener.daemon.forge.api.ForgeServer.Scheme;
import io.trueup.listener.daemon.forge.api.OpenApiCalls;
import io.trueup.listener.daemon.forge.api.PlayedForge;
import io.trueup.listener.daemon.forge.api.PlayedForge.Answer;
import io.trueup.listener.daemon.forge.api.PlayedForge.Call;
import io.trueup.listener.daemon.forge.status.StatusReport.OfMerge;
import io.trueup.listener.daemon.forge.status.StatusReport.OfPlatform;
import io.trueup.listener.engine.event.UndeliveredException;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SentStatus.State;
import java.net.http.HttpHeaders;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every forge is told in a form that its description allows. */
class ForgeFormsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ToldForge GITHUB = new ToldForge();
  private static final String LONG = "Ä long text, 🙂 ".repeat(40);
  private static final String SHA = commit(1).value();

  private static final Map<Forge, List<String>> REPOSITORIES =
      new EnumMap<>(
          Map.of(
              Forge.GITHUB, List.of("acme", "model"),
              Forge.GITLAB, List.of("data", "team", "model"),
              Forge.GITEA, List.of("acme", "model"),
              Forge.FORGEJO, List.of("acme", "model"),
              Forge.BITBUCKET_CLOUD, List.of("acme", "model"),
              Forge.BITBUCKET_DATA_CENTER, List.of("ACME", "model"),
              Forge.AZURE_DEVOPS, List.of("Data Estate", "model")));

  private static StatusSettings settings(Forge forge, PlayedForge played) {
    return new StatusSettings(
        ACME,
        forge,
        played.server(Map.of()),
        new StatusTarget(
            REPOSITORIES.getOrDefault(forge, List.of()),
            "main",
            "",
            "https://trueup.acme.internal/"));
  }

  private static OfPlatform report(String platform, State state, @Nullable String deployment) {
    return new OfPlatform(
        new PlatformId(ACME, platform), 7, commit(1), state, LONG, deployment, true);
  }

  private static PlayedForge played(Forge forge) {
    var name = forge == Forge.FORGEJO ? Forge.GITEA.key() : forge.key();
    return PlayedForge.of(OpenApiCalls.of(name));
  }

  /** Answers each as its description wants it. */
  private static Answer answer(Forge forge, Call call) {
    if (forge == Forge.GITHUB) {
      return GITHUB.answer(call);
    }
    if (forge == Forge.BITBUCKET_DATA_CENTER) {
      return new Answer(204, "", Map.of());
    }
    return switch (call.method()) {
      case "GET" -> Answer.json(200, "[]");
      case "PUT" -> Answer.json(200, "{}");
      default ->
          Answer.json(
              forge == Forge.AZURE_DEVOPS ? 200 : 201, "{\"id\": 5, \"status\": \"running\"}");
    };
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"GENERIC", "CLOUDEVENTS"})
  void everyStateIsToldAsTheForgeDescribesIt(Forge forge) throws UndeliveredException {
    try (var played = played(forge);
        var client = new ForgeClient(InstantSource.system())) {
      played.play(call -> answer(forge, call));
      var refused = new RefusedCalls(ACME, "");
      var calls =
          new StatusCalls(
              client, settings(forge, played), refused, InstantSource.system(), _ -> {});

      calls.status(new OfMerge(commit(1), State.SUCCESS, LONG));
      calls.status(new OfMerge(commit(1), State.FAILURE, "1 error: no such store"));
      for (var state : State.values()) {
        calls.status(report("A".repeat(100), state, null));
        var _ = calls.deployment(report("Live", state, null));
        if (forge != Forge.GITHUB) {
          var _ = calls.deployment(report("Live", state, "5"));
        }
      }

      assertThat(played.violations()).isEmpty();
      assertThat(refused.newest()).isEmpty();
      assertThat(played.calls()).hasSizeGreaterThanOrEqualTo(7);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GITHUB, PENDING, pending",
    "GITHUB, RUNNING, pending",
    "GITHUB, FAILURE, failure",
    "GITHUB, SUCCESS, success",
    "GITHUB, STOPPED, success",
    "GITLAB, PENDING, pending",
    "GITLAB, RUNNING, running",
    "GITLAB, FAILURE, failed",
    "GITLAB, SUCCESS, success",
    "GITLAB, STOPPED, canceled",
    "GITEA, RUNNING, pending",
    "FORGEJO, FAILURE, failure",
    "GITEA, STOPPED, success",
    "BITBUCKET_CLOUD, PENDING, INPROGRESS",
    "BITBUCKET_CLOUD, FAILURE, FAILED",
    "BITBUCKET_CLOUD, SUCCESS, SUCCESSFUL",
    "BITBUCKET_CLOUD, STOPPED, STOPPED",
    "BITBUCKET_DATA_CENTER, RUNNING, INPROGRESS",
    "BITBUCKET_DATA_CENTER, STOPPED, CANCELLED",
    "AZURE_DEVOPS, PENDING, pending",
    "AZURE_DEVOPS, FAILURE, failed",
    "AZURE_DEVOPS, SUCCESS, succeeded",
    "AZURE_DEVOPS, STOPPED, notApplicable",
  })
  void eachForgeHasItsWordForAState(Forge forge, State state, String word)
      throws JsonProcessingException {
    try (var played = played(forge)) {
      var settings = settings(forge, played);
      var call = settings.form().status(settings.target(), report("Live", state, null));

      assertThat(JSON.readTree(String.valueOf(call.json())).path("state").asText()).isEqualTo(word);
    }
  }

  @Test
  void gitLabHearsOfAProjectByItsWholePath() {
    try (var played = played(Forge.GITLAB)) {
      var settings = settings(Forge.GITLAB, played);

      assertThat(settings.form().status(settings.target(), report("Live", State.RUNNING, null)))
          .satisfies(it ->
              assertThat(it.path())
                  .containsExactly("projects", "data/team/model", "statuses", SHA));
    }
  }

  /** GitLab refuses to set a status that is pending to pending. */
  @Test
  void whatIsSoAlreadyIsNoRefusal() throws UndeliveredException {
    try (var played = played(Forge.GITLAB);
        var client = new ForgeClient(InstantSource.system())) {
      var refused = new RefusedCalls(ACME, "");
      played.play(_ ->
          Answer.json(
              400,
              "{\"message\":\"Cannot transition status via :enqueue from :pending (Reason(s):"
                  + " Status cannot transition via \\\"enqueue\\\")\"}"));

      new StatusCalls(
              client, settings(Forge.GITLAB, played), refused, InstantSource.system(), _ -> {})
          .status(report("Live", State.PENDING, null));

      assertThat(refused.count()).isZero();
    }
    assertThat(
            new GitLabForm()
                .isAlreadySo(
                    new Refused(400, "ref is missing", HttpHeaders.of(Map.of(), (_, _) -> true))))
        .isFalse();
  }

  @Test
  void gitLabsOwnDeploymentsAreLeftAlone() throws JsonProcessingException {
    var target = new StatusTarget(List.of("acme", "model"), "main", "", null);
    var list =
        JSON.readTree(
            """
            [{"id": 9, "sha": "%s", "deployable": {"id": 3}},
             {"id": 8, "sha": "%s", "deployable": null},
             {"id": 7, "sha": "0000"}]
            """
                .formatted(SHA, SHA));

    assertThat(new GitLabForm().found(target, report("Live", State.RUNNING, null), list))
        .hasValue("8");
  }

  @Test
  void sourcesOfOneRepositoryAreToldApart() {
    var target = new StatusTarget(List.of("acme", "model"), "main", "estate-2", null);

    assertThat(target.context(report("Live", State.RUNNING, null)))
        .isEqualTo("trueup/Live (estate-2)");
    assertThat(target.environment(report("Live", State.RUNNING, null))).isEqualTo("estate-2/Live");
  }

  @Test
  void azureDevOpsTakesTheTokenAsAPassword() throws UndeliveredException {
    try (var played = played(Forge.AZURE_DEVOPS);
        var client = new ForgeClient(InstantSource.system())) {
      played.play(call -> answer(Forge.AZURE_DEVOPS, call));
      var settings = settings(Forge.AZURE_DEVOPS, played);
      var byPassword =
          new StatusSettings(
              ACME, Forge.AZURE_DEVOPS, settings.server().by(Scheme.PASSWORD), settings.target());

      new StatusCalls(
              client, byPassword, new RefusedCalls(ACME, ""), InstantSource.system(), _ -> {})
          .status(new OfMerge(commit(1), State.SUCCESS, "Accepted"));

      assertThat(played.calls().getFirst().headers())
          .containsEntry("Authorization", "Basic OmZvcmdlLXRva2VuLW9mLXRoZS10ZXN0");
      assertThat(played.lines())
          .containsExactly(
              "POST /Data%20Estate/_apis/git/repositories/model/commits/"
                  + SHA
                  + "/statuses?api-version=7.1");
    }
  }

  @Test
  void textsAreCutToWholeCharacters() {
    assertThat(ForgeForm.cut("🙂🙂🙂", 3)).isEqualTo("🙂🙂🙂");
    assertThat(ForgeForm.cut("🙂🙂🙂🙂", 3)).isEqualTo("🙂🙂…");
  }
}
