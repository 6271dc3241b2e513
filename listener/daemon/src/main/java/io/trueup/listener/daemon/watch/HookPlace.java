package io.trueup.listener.daemon.watch;

import io.trueup.listener.daemon.forge.api.ForgeServer;
import io.trueup.statestore.SourceId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the webhook of a source is in a forge.
 *
 * @param repository such as {@code acme/model}
 * @param publicUrl by which the forge reaches us; null when it is not known
 */
public record HookPlace(
    ForgeServer server, String repository, SourceId source, @Nullable String publicUrl) {

  /** Whether an address is that of the source's webhook. */
  boolean isOurs(String url) {
    var path = "/hooks/" + source;
    return publicUrl == null ? url.endsWith(path) : url.equals(publicUrl + path);
  }

  /** The segments of the repository in paths. */
  List<String> segments() {
    return List.of(repository.split("/", -1));
  }
}
