package io.trueup.listener.daemon.config;

import io.trueup.listener.daemon.config.Configuration.ForgeApi;
import io.trueup.listener.daemon.config.Configuration.Statuses;
import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.api.ForgeServer;
import io.trueup.model.document.shape.FieldReader;
import io.trueup.statestore.SourceId;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the API of a source's forge by its {@linkplain ForgeApiShape shape}. */
final class ForgeApiReader {

  /** The path of https and ssh URLs, and of {@code git@host:path}. */
  private static final Pattern REPOSITORY =
      Pattern.compile("(?:[a-z+]+://[^/]+/|[^/:@]+@[^/:]+:/?)(.+?/.+?)(?:\\.git)?/?");

  private static final Set<Forge> CAN_BE_TOLD =
      EnumSet.complementOf(EnumSet.of(Forge.GENERIC, Forge.CLOUDEVENTS));

  private static final Set<Forge> DEMANDS_LINK =
      EnumSet.of(Forge.BITBUCKET_CLOUD, Forge.BITBUCKET_DATA_CENTER);

  private final ConfigurationReader reader;

  ForgeApiReader(ConfigurationReader reader) {
    this.reader = reader;
  }

  @Nullable ForgeApi read(FieldReader source, SourceId id, String address, Forge forge) {
    if (source.take("forge-api") == null) {
      return null;
    }
    var fields = ConfigurationReader.section(source, "forge-api");
    var url = fields.text("url");
    var token =
        reader.secret(
            fields,
            "token",
            fields.takeRequired("token"),
            "The token for the forge of source '%s'".formatted(id));
    var named = fields.wellFormedText("repository");
    var repository = named == null ? inAddress(address) : named;
    var every = ConfigurationReader.duration(fields, "redeliver-every");
    var statuses = fields.flag("statuses") ? Statuses.SENT : Statuses.OFF;
    fields.reportUnknown();
    if (statuses == Statuses.SENT) {
      checkStatuses(fields, id, forge);
    }
    var flaw = url.isEmpty() ? null : ForgeServer.flaw(url);
    if (flaw != null) {
      fields.problem(
          "configuration.forge-api",
          "Cannot call the API of the forge of source '%s': %s".formatted(id, flaw),
          "Write its address as https://host/path, without a slash at the end");
    }
    if (repository == null) {
      fields.problem(
          "configuration.forge-api",
          "The address of source '%s' does not show by which name the forge knows the repository"
              .formatted(id),
          "Write it as 'repository', such as acme/model");
      return null;
    }
    return new ForgeApi(url, token, repository, every, statuses);
  }

  private void checkStatuses(FieldReader fields, SourceId id, Forge forge) {
    if (!CAN_BE_TOLD.contains(forge)) {
      fields.problem(
          "configuration.forge-statuses",
          "The forge of source '%s' is '%s', which has no statuses".formatted(id, forge.key()),
          "Remove 'statuses', or write which forge it is under 'webhook'");
    } else if (DEMANDS_LINK.contains(forge) && !reader.hasPublicUrl()) {
      fields.problem(
          "configuration.forge-statuses",
          "The forge of source '%s' takes no status without a link, and the daemon's address is not known"
              .formatted(id),
          "Write it as 'public-url'");
    }
  }

  private static @Nullable String inAddress(String address) {
    var matcher = REPOSITORY.matcher(address);
    return matcher.matches() ? matcher.group(1) : null;
  }
}
