package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.api.ApiException.Status;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.listener.engine.versions.VersionManifest;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.Versions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Routes by which other machines copy compiled versions. */
final class VersionFileRoutes {

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final String MERGED = "merged";

  /** Gigabytes over a slow line. */
  private static final Duration LONGEST = Duration.ofHours(12);

  private final Versions versions;
  private final SourceNames sources;
  private final Function<SourceId, Optional<VersionFolder>> compiled;
  private final FileTransfers transfers = new FileTransfers();

  VersionFileRoutes(
      Versions versions,
      SourceNames sources,
      Function<SourceId, Optional<VersionFolder>> compiled) {
    this.versions = versions;
    this.sources = sources;
    this.compiled = compiled;
  }

  List<Route> routes() {
    return List.of(
        Route.read("/api/v1/models/{source}/{version}/files", this::files),
        Route.read("/api/v1/models/{source}/{version}/file", this::ownFile).within(LONGEST),
        Route.read("/api/v1/models/{source}/files/{file}", this::file).within(LONGEST));
  }

  private HttpAnswer files(ApiRequest request) {
    var source = sources.find(request);
    return HttpAnswer.ok(manifest(source, folder(source), request.path("version")));
  }

  private HttpAnswer ownFile(ApiRequest request) {
    var source = sources.find(request);
    var folder = folder(source);
    return send(folder, manifest(source, folder, request.path("version")).id(), request);
  }

  private HttpAnswer file(ApiRequest request) {
    return send(folder(sources.find(request)), request.path("file"), request);
  }

  private HttpAnswer send(VersionFolder folder, String id, ApiRequest request) {
    try {
      var file = folder.asFiles().find(id).orElseThrow(() -> unknownFile(id));
      return transfers.answer(file, id, request);
    } catch (NoSuchFileException _) {
      throw unknownFile(id); // it was removed at this moment
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ApiException unknownFile(String id) {
    return ApiException.of(
        Status.NOT_FOUND,
        "unknown-file",
        "No file '%s' is kept here. Read again which files the version consists of: it may have been written again"
            .formatted(id));
  }

  private VersionFolder folder(SourceState source) {
    return compiled
        .apply(source.id())
        .orElseThrow(() ->
            ApiException.of(
                Status.NOT_FOUND,
                "no-version-files",
                "This daemon keeps no compiled versions of source '%s', because it does not follow it"
                    .formatted(source.id())));
  }

  private VersionManifest manifest(SourceState source, VersionFolder folder, String version) {
    var commit = commit(source, version);
    try {
      return folder.manifest(commit.value()).orElseThrow(() -> missing(source, version, commit));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CommitId commit(SourceState source, String version) {
    if (version.equals(MERGED)) {
      if (source.acceptedCommit() == null) {
        throw ApiException.of(
            Status.NOT_FOUND,
            "unknown-version",
            "Source '%s' has no accepted version yet".formatted(source.id()));
      }
      return source.acceptedCommit();
    }
    if (COMMIT.matcher(version).matches()) {
      return new CommitId(version);
    }
    if (!NUMBER.matcher(version).matches()) {
      throw ApiException.invalid(
          "version",
          "'version' must be the number of a version, a full commit of 40 hex digits, or '%s', not '%s'"
              .formatted(MERGED, version));
    }
    var found =
        versions
            .find(source.id(), Long.parseLong(version))
            .orElseThrow(() -> ApiException.notFound("version", source.id() + "/" + version));
    if (!found.accepted()) {
      throw ApiException.of(
          Status.NOT_FOUND,
          "rejected-version",
          "Version %s of source '%s' was rejected, and only accepted versions have files. Ask for '%s'"
              .formatted(version, source.id(), MERGED));
    }
    return found.commit();
  }

  /** An older version was dropped; the newest one is written when its model is read next. */
  private static ApiException missing(SourceState source, String version, CommitId commit) {
    if (commit.equals(source.acceptedCommit())) {
      return ApiException.of(
          Status.NOT_FOUND,
          "unwritten-version",
          "The files of the newest accepted version of source '%s', commit %s, are not written yet. Try again shortly; if it stays so, the daemon's log says why"
              .formatted(source.id(), commit.abbreviated()));
    }
    return COMMIT.matcher(version).matches()
        ? ApiException.of(
            Status.NOT_FOUND,
            "unknown-version",
            "No files of commit %s of source '%s' are kept here. Ask for '%s', the newest accepted version"
                .formatted(commit.abbreviated(), source.id(), MERGED))
        : ApiException.of(
            Status.GONE,
            "dropped-version",
            "The files of version %s of source '%s' are no longer kept. Ask for '%s', the newest accepted version"
                .formatted(version, source.id(), MERGED));
  }
}
