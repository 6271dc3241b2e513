package io.trueup.listener.daemon.forge.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.forge.api.PlayedForge.Answer;
import io.trueup.listener.daemon.forge.api.PlayedForge.Call;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The comparison finds what it is for. */
class OpenApiCallsTest {

  private static final String LIST = "/repos/acme/model/hooks/7/deliveries";

  private final OpenApiCalls github = OpenApiCalls.of("github");

  private List<String> violations(
      String method, String path, @Nullable String query, Answer answer) {
    return github.violations(new Call(method, path, query, "", Map.of()), answer);
  }

  @Test
  void acceptsWhatIsDescribed() {
    assertThat(violations("GET", LIST, "per_page=50", Answer.json(200, "[]"))).isEmpty();
    assertThat(violations("POST", LIST + "/3/attempts", null, Answer.json(202, "{}"))).isEmpty();
  }

  @Test
  void makesAnswersThatAreValid() {
    var repository = github.smallest("GET /repos/{owner}/{repo}", 200).toString();

    assertThat(violations("GET", "/repos/acme/model", null, Answer.json(200, repository)))
        .isEmpty();
  }

  @Test
  void findsAnUnknownCall() {
    assertThat(violations("POST", LIST, null, Answer.json(200, "[]")))
        .containsExactly("POST %s: there is no such call".formatted(LIST));
  }

  @Test
  void findsAParameterThatIsUnknownOrWrong() {
    assertThat(violations("GET", LIST, "page_size=50", Answer.json(200, "[]")))
        .containsExactly("GET %s?page_size=50: parameter 'page_size' is not known".formatted(LIST));
    assertThat(violations("GET", LIST.replace("7", "seven"), null, Answer.json(200, "[]")))
        .singleElement()
        .asString()
        .contains("parameter 'hook_id'");
  }

  @Test
  void findsAnAnswerThatTheForgeWouldNotGive() {
    assertThat(violations("GET", LIST, null, Answer.json(200, "[{\"id\": \"x\"}]")))
        .isNotEmpty()
        .allMatch(it -> it.contains("the answer"));
    assertThat(violations("GET", LIST, null, Answer.json(204, "")))
        .containsExactly("GET %s: the answer 204 is not declared".formatted(LIST));
  }

  /** A description of our own is only as good as the page that it was written from. */
  @ParameterizedTest
  @ValueSource(
      strings = {"gitlab", "gitea", "bitbucket-cloud", "bitbucket-data-center", "azure-devops"})
  void namesTheSourceOfEachCall(String forge) {
    assertThat(OpenApiCalls.of(forge).sources())
        .isNotEmpty()
        .allSatisfy((call, source) -> assertThat(source).as(call).startsWith("https://"));
  }
}
