package io.trueup.listener.daemon.forge;

import io.trueup.platforms.spi.Secret;
import java.util.Optional;

/** The readers of all forges. */
public final class ForgeReaders {

  private ForgeReaders() {}

  /** Why a secret can prove no delivery of a forge; empty when it can. */
  public static Optional<String> flaw(ForgeSettings settings, Secret secret) {
    return settings.forge() == Forge.GITLAB ? StandardWebhooks.flaw(secret) : Optional.empty();
  }

  /** The reader for what an operator configured. */
  public static ForgeReader of(ForgeSettings settings) {
    return switch (settings.forge()) {
      case GITHUB -> new GitHubReader();
      case GITLAB -> new GitLabReader();
      case GITEA, FORGEJO -> new GiteaReader();
      case BITBUCKET_CLOUD -> new BitbucketCloudReader();
      case BITBUCKET_DATA_CENTER -> new BitbucketDataCenterReader();
      case AZURE_DEVOPS -> new AzureDevOpsReader(settings.user());
      case GENERIC -> new GenericReader(settings);
      case CLOUDEVENTS -> new CloudEventsReader(settings);
    };
  }
}
