package io.trueup.listener.daemon.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.Attribution;
import io.trueup.statestore.Attribution.PullRequest;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who pushed, who merged and by which pull request, as proved deliveries tell it. */
class ForgeAttributionTest extends ForgeFixture {

  private static final String COMMIT = "0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c";

  @Test
  void keepsWhatTheExamplesTell() {
    var told = new ArrayList<String>();
    examples()
        .forEach(example -> {
          var before = store.deliveries().size();
          send(example);
          var it = store.deliveries().get(before).attribution();
          if (it != null && example.verdict().equals("accepted")) {
            told.add("%s: %s".formatted(example, text(it)));
          }
        });

    // Bitbucket Cloud cuts the commit of a merged pull request to twelve digits.
    assertThat(told)
        .containsExactly(
            "github, a push to the followed branch: b1946ac9 pushed by rkeller",
            "github, a merged pull request: b1946ac9 merged by rkeller, #9 'Add orders' https://github.com/acme/model/pull/9",
            "gitlab, a push to the followed branch: 89e6c98d pushed by rkeller",
            "gitlab, a merged merge request: 89e6c98d merged by rkeller, #31 'Add orders' https://gitlab.acme.example/data/model/-/merge_requests/31",
            "gitlab, a system hook of a push: 89e6c98d pushed by Rosa Keller",
            "gitlab, a system hook of many refs at once: 89e6c98d pushed by Rosa Keller",
            "gitea, a push to the followed branch: bffeb742 pushed by rkeller",
            "gitea, a merged pull request: bffeb742 merged by rkeller, #9 'Add orders' https://git.acme.example/data/model/pulls/9",
            "forgejo, a push to the followed branch: bffeb742 pushed by rkeller",
            "forgejo, a merged pull request: bffeb742 merged by rkeller, #9 'Add orders' https://git.acme.example/data/model/pulls/9",
            "bitbucket-cloud, a push of two branches, the followed one second: b1946ac9 pushed by Rosa Keller",
            "bitbucket-data-center, a push of two branches, the followed one second: b1946ac9 pushed by rkeller",
            "bitbucket-data-center, a merged pull request: b1946ac9 merged by rkeller, #9 'Add orders' https://git.acme.example/projects/DATA/repos/model/pull-requests/9",
            "azure-devops, a push of two branches, the followed one second: b1946ac9 pushed by Rosa Keller",
            "azure-devops, a pull request that was completed: b1946ac9 merged by Rosa Keller, #9 'Add orders' https://dev.azure.com/acme/data/_git/model/pullrequest/9");
  }

  private static String text(Attribution it) {
    var pull = it.pullRequest();
    return it.commit().abbreviated()
        + (it.pushedBy() == null ? "" : " pushed by " + it.pushedBy())
        + (it.mergedBy() == null ? "" : " merged by " + it.mergedBy())
        + (pull == null ? "" : ", #%d '%s' %s".formatted(pull.number(), pull.title(), pull.url()));
  }

  private static String push(String commit, String pusher) {
    return """
    {"ref": "refs/heads/main", "after": "%s", "repository": {"id": 42},
     "pusher": {"name": "%s"}}
    """
        .formatted(commit, pusher);
  }

  private static String merge(String number, String title, String url) {
    return """
    {"action": "closed", "repository": {"id": 42}, "pull_request": {"merged": true,
     "number": %s, "title": %s, "html_url": %s, "merge_commit_sha": "%s",
     "merged_by": {"login": "ann"}, "base": {"ref": "main"}}}
    """
        .formatted(number, title, url, COMMIT);
  }

  @Test
  void makesTextsFromOutsideSafeAndShort() {
    push(push(COMMIT, "ann\\u001b[31m\\u202e\\n<b>" + "😀".repeat(200)));

    var told = Objects.requireNonNull(store.deliveries().getFirst().attribution());
    assertThat(told.pushedBy()).isEqualTo("ann?[31m??<b>" + "😀".repeat(120 - 13) + "…");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "\"https://github.com/acme/model/pull/7\"  | https://github.com/acme/model/pull/7",
        "\"http://forge.acme.internal/pull/7\"      | http://forge.acme.internal/pull/7",
        "\"javascript:alert(1)\"                    | none",
        "\"https://ann:secret@forge.test/7\"        | none",
        "\"https:///7\"                             | none",
        "\"https://forge.test/<script>\"            | none",
        "\"https://forge.test/\\u0007\"             | none",
        "\"data:text/html,x\"                       | none",
        "7                                          | none",
        "null                                       | none",
      })
  void keepsOnlyAddressesOfTheWeb(String url, @Nullable String kept) {
    send(
        delivery("acme", bytes(merge("7", "\"Add orders\"", url)))
            .setHeader("X-GitHub-Event", "pull_request"));

    assertThat(store.deliveries().getFirst().attribution())
        .isEqualTo(
            new Attribution(
                new CommitId(COMMIT), null, "ann", new PullRequest(7, "Add orders", kept)));
  }

  @Test
  void cutsNoAddress() {
    var url = "\"https://forge.test/" + "x".repeat(500) + "\"";
    send(
        delivery("acme", bytes(merge("7", "\" \"", url)))
            .setHeader("X-GitHub-Event", "pull_request"));

    var told = Objects.requireNonNull(store.deliveries().getFirst().attribution());
    assertThat(told.pullRequest()).isEqualTo(new PullRequest(7, null, null));
  }

  @ParameterizedTest
  @CsvSource({
    "0000000000000000000000000000000000000000",
    "0d1a26e6",
    "0D1A26E67D8F5EAF1F6BA5C57FC3C7D91AC0FD1C",
    "main"
  })
  void keepsNothingOfWhatIsNoWholeCommit(String commit) {
    push(push(commit, "ann"));

    assertThat(store.deliveries().getFirst().attribution()).isNull();
  }

  @Test
  void keepsNothingThatIsNotProved() {
    var body = bytes(push(COMMIT, "ann"));
    send(unsigned("open", body));

    assertThat(store.deliveries()).hasSize(1);
    assertThat(store.deliveries().getFirst().attribution()).isNull();
  }

  @Test
  void keepsNothingOfAnotherBranch() {
    push(push(COMMIT, "ann").replace("refs/heads/main", "refs/heads/other"));

    assertThat(store.deliveries().getFirst().attribution()).isNull();
  }

  @Test
  void storesWhatTheyTell() {
    push(push(COMMIT, "ann"));
    var commit = new CommitId(COMMIT);

    assertThat(store.attributions(new SourceId("acme"), List.of(commit)))
        .isEqualTo(Map.of(commit, new Attribution(commit, "ann", null, null)));
  }
}
