package io.trueup.listener.daemon.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.api.ForgeCall;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** How the API of a forge tells of a repository, its webhooks and the token. Pure. */
interface HookForm {

  /**
   * A webhook as the forge tells of it.
   *
   * @param isActive whether deliveries are sent at all
   * @param isForPushes whether it is sent when somebody pushes
   * @param isInsecure whether it does not verify our certificate
   * @param trouble why deliveries do not arrive, a sentence without an end; empty for no trouble
   * @param missing the forge's name of the event that says who merged, if the webhook is not
   *     subscribed to it; empty if it is, or if no event says so
   */
  record Seen(
      boolean isActive, boolean isForPushes, boolean isInsecure, String trouble, String missing) {

    Seen missingNothing() {
      return new Seen(isActive, isForPushes, isInsecure, trouble, "");
    }
  }

  /** The form of a forge; empty for one whose webhooks cannot be asked for. */
  static Optional<HookForm> of(Forge forge) {
    return switch (forge) {
      case GITHUB -> Optional.of(new GitHubHookForm());
      case GITLAB -> Optional.of(new GitLabHookForm());
      case GITEA, FORGEJO -> Optional.of(new GiteaHookForm());
      case BITBUCKET_CLOUD -> Optional.of(new BitbucketCloudHookForm());
      case BITBUCKET_DATA_CENTER -> Optional.of(new BitbucketDataCenterHookForm());
      case AZURE_DEVOPS -> Optional.of(new AzureDevOpsHookForm());
      case GENERIC, CLOUDEVENTS -> Optional.empty();
    };
  }

  /** Reads the repository. */
  ForgeCall repository(List<String> repository);

  /** Reads the repository's webhooks, or all that may be the repository's. */
  ForgeCall hooks(List<String> repository);

  /** The webhooks in an answer. */
  default Stream<JsonNode> all(JsonNode answer) {
    return stream(answer);
  }

  /** Where a webhook leads; empty when it is not told. */
  default String url(JsonNode hook) {
    return hook.path("url").asText();
  }

  /** What a webhook is like. */
  Seen seen(JsonNode hook);

  /** Reads the token itself; empty where that is not possible. */
  default Optional<ForgeCall> token() {
    return Optional.empty();
  }

  /**
   * When the token expires; empty when that is not told.
   *
   * @param repository the headers with which the repository was read
   * @param token what {@link #token} told; missing when nothing
   */
  default Optional<Instant> expiry(HttpHeaders repository, JsonNode token) {
    return Optional.empty();
  }

  /** A call of the API that GitHub, Gitea and Forgejo have in common. */
  static ForgeCall repos(List<String> repository, String... more) {
    var path = new ArrayList<>(List.of("repos", repository.getFirst(), repository.getLast()));
    path.addAll(List.of(more));
    return ForgeCall.get(path.toArray(String[]::new));
  }

  /** The elements of an array. */
  static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** Whether an array of texts has one of some. */
  static boolean has(JsonNode array, String... any) {
    var wanted = List.of(any);
    return stream(array).anyMatch(it -> wanted.contains(it.asText()));
  }
}
