package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.question.ModelQuestions;
import io.trueup.listener.engine.snapshot.ModelVersions;
import io.trueup.listener.engine.snapshot.VersionReference;
import io.trueup.statestore.PhysicalNames;
import io.trueup.statestore.PhysicalNames.Filter;
import io.trueup.statestore.PlatformId;
import java.util.List;

/**
 * Routes to the physical names of what a version declares. Names are allocated when nodes are
 * realized, so these answers change while the version does not, and nothing may keep them.
 */
final class ModelNameRoutes {

  private static final String PATH =
      "/api/v1/models/{source}/{version}/stores/{store}/datasets/{dataset}/names";

  private final ModelVersions versions;
  private final PhysicalNames names;

  ModelNameRoutes(ModelVersions versions, PhysicalNames names) {
    this.versions = versions;
    this.names = names;
  }

  List<Route> routes() {
    return List.of(Route.read(PATH, this::names).with("platform", "after", "limit"));
  }

  private HttpAnswer names(ApiRequest request) {
    var source = ApiRequest.source("source", request.path("source"));
    var reference = VersionPaths.reference("version", request.path("version"));
    if (!(reference instanceof VersionReference.Sequence(var number))) {
      return VersionPaths.redirect(
          request, VersionPaths.VERSION, versions.resolve(source, reference));
    }
    var questions = new ModelQuestions(versions.open(source, number));
    var platform = ApiRequest.requireText("platform", request.query("platform"));
    questions.platform(platform);
    var dataset = questions.dataset(request.path("store"), request.path("dataset"), null);
    return NameRoutes.page(
        names,
        new PlatformId(source, platform),
        new Filter(null, null, dataset.store() + "/" + dataset.name(), null),
        request);
  }
}
