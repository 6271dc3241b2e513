package io.trueup.listener.daemon.forge.status;

import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.api.ForgeServer;
import io.trueup.statestore.SourceId;

/**
 * How the forge of a source is told.
 *
 * @param forge one that has statuses
 */
record StatusSettings(SourceId source, Forge forge, ForgeServer server, StatusTarget target) {

  /** How the forge wants to hear of statuses. */
  ForgeForm form() {
    return switch (forge) {
      case GITHUB -> new GitHubForm();
      case GITLAB -> new GitLabForm();
      case GITEA, FORGEJO -> new GiteaForm();
      case BITBUCKET_CLOUD -> new BitbucketCloudForm();
      case BITBUCKET_DATA_CENTER -> new BitbucketDataCenterForm();
      case AZURE_DEVOPS -> new AzureDevOpsForm();
      case GENERIC, CLOUDEVENTS ->
          throw new IllegalStateException("Forge '%s' has no statuses".formatted(forge.key()));
    };
  }
}
