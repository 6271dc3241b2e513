package io.trueup.listener.daemon.config;

import io.trueup.listener.daemon.config.Configuration.Source;
import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.api.ForgeServer;
import io.trueup.statestore.SourceId;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The APIs of the configured sources' forges. Keep one for a process: calls with the same server
 * share its rate limit.
 */
public final class ConfiguredForges {

  private static final Map<String, String> GITHUB =
      Map.of("Accept", "application/vnd.github+json", "X-GitHub-Api-Version", "2022-11-28");
  private static final Map<String, String> OTHERS = Map.of("Accept", "application/json");

  private final Map<SourceId, ForgeServer> servers = new TreeMap<>();

  /** The forges of a configuration; a token is read for each call. */
  public ConfiguredForges(Configuration configuration, SecretReader secrets) {
    configuration.sources().values().forEach(it -> add(it, secrets));
  }

  private void add(Source source, SecretReader secrets) {
    var api = source.forgeApi();
    if (api != null) {
      var isGitHub = source.webhook().forge().forge() == Forge.GITHUB;
      servers.put(
          source.id(),
          new ForgeServer(
              URI.create(api.url()), () -> secrets.read(api.token()), isGitHub ? GITHUB : OTHERS));
    }
  }

  /** The API of a source's forge; empty when none is configured. */
  public Optional<ForgeServer> server(SourceId source) {
    return Optional.ofNullable(servers.get(source));
  }
}
