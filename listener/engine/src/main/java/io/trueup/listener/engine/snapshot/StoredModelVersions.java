package io.trueup.listener.engine.snapshot;

import io.trueup.listener.engine.snapshot.MissingVersionException.Reason;
import io.trueup.listener.engine.source.ModelLibrary;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.Version;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The versions that a state store records, opened by the libraries of this process. */
public final class StoredModelVersions implements ModelVersions {

  private final StateStore store;
  private final Map<SourceId, ModelLibrary> libraries;

  /**
   * Versions of sources.
   *
   * @param libraries of all served sources
   */
  public StoredModelVersions(StateStore store, Map<SourceId, ModelLibrary> libraries) {
    this.store = store;
    this.libraries = Map.copyOf(libraries);
  }

  @Override
  public Optional<ModelVersion> opened(SourceId source, long sequence) {
    return Optional.empty();
  }

  @Override
  public ModelVersion open(SourceId source, long sequence) {
    var library = libraries.get(source);
    if (library == null) {
      throw new MissingVersionException(
          Reason.NOT_SERVED,
          source,
          null,
          "This process does not follow source '%s'".formatted(source));
    }
    var version = accepted(source, sequence);
    return new ModelVersion(source, sequence, version.commit(), library.model(version.commit()));
  }

  private Version accepted(SourceId source, long sequence) {
    return store
        .versions()
        .find(source, sequence)
        .filter(Version::accepted)
        .orElseThrow(() ->
            unknown(source, "Source '%s' has no accepted version %d".formatted(source, sequence)));
  }

  @Override
  public long resolve(SourceId source, VersionReference reference) {
    return switch (reference) {
      case VersionReference.Sequence(var number) -> accepted(source, number).sequence();
      case VersionReference.Commit(var commit) ->
          throw unknown(source, "Commit %s is not found yet".formatted(commit));
      case VersionReference.Merged() -> {
        var current = current(source);
        if (current == null) {
          throw unknown(source, "Source '%s' has no accepted version yet".formatted(source));
        }
        yield current;
      }
      case VersionReference.PlatformPointer(var role, var name) -> {
        var platform = platform(source, name);
        var pointer =
            role == VersionReference.Role.REALIZED ? platform.realized() : platform.target();
        if (pointer.version() == 0) {
          throw unknown(
              source, "Platform '%s' has not realized any version yet".formatted(platform.id()));
        }
        yield pointer.version();
      }
    };
  }

  private PlatformState platform(SourceId source, String name) {
    return store
        .platforms()
        .find(new PlatformId(source, name))
        .orElseThrow(
            () -> unknown(source, "Source '%s' has no platform '%s'".formatted(source, name)));
  }

  private @Nullable Long current(SourceId source) {
    return store.sources().find(source).map(it -> it.accepted()).filter(it -> it != 0).orElse(null);
  }

  private MissingVersionException unknown(SourceId source, String message) {
    return new MissingVersionException(Reason.UNKNOWN, source, current(source), message);
  }
}
