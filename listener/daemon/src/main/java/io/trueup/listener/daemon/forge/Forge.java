package io.trueup.listener.daemon.forge;

import java.util.Locale;

/** A kind of sender of webhooks. */
public enum Forge {
  GITHUB,
  GITLAB,
  GITEA,
  FORGEJO,
  BITBUCKET_CLOUD,
  BITBUCKET_DATA_CENTER,
  AZURE_DEVOPS,
  GENERIC,
  CLOUDEVENTS;

  /** The word for it in the configuration. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
