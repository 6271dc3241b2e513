package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.status.PlatformExplainer;
import io.trueup.listener.daemon.status.StatusReader;
import io.trueup.listener.daemon.view.AuditChainView;
import io.trueup.listener.daemon.view.AuditChainView.HeadView;
import io.trueup.listener.daemon.view.AuditChainView.LinkView;
import io.trueup.listener.daemon.view.BlockedNodeView;
import io.trueup.listener.daemon.view.DeliveryView;
import io.trueup.listener.daemon.view.NodeView;
import io.trueup.listener.daemon.view.RunView;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.statestore.BlockedNode;
import io.trueup.statestore.StateStore;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Routes that only read. */
final class StatusRoutes {

  private static final int LIMIT = 20;
  private static final int LIMIT_OF_NODES = 200;
  private static final int MOST = 1000;

  private final StateStore store;
  private final StatusReader reader;
  private final PlatformExplainer explainer;
  private final PlatformNames platforms;
  private final SourceNames sources;

  StatusRoutes(
      StateStore store,
      StatusReader reader,
      PlatformExplainer explainer,
      PlatformNames platforms,
      SourceNames sources) {
    this.store = store;
    this.reader = reader;
    this.platforms = platforms;
    this.sources = sources;
    this.explainer = explainer;
  }

  List<Route> routes() {
    return List.of(
        Route.read("/api/v1/status", _ -> HttpAnswer.ok(reader.status())),
        Route.read("/api/v1/platforms", _ -> HttpAnswer.ok(reader.platforms())),
        Route.read("/api/v1/platforms/{platform}", this::explain),
        Route.read("/api/v1/platforms/{source}/{name}", this::explain),
        Route.read("/api/v1/versions", this::versions).with("source", "limit"),
        Route.read("/api/v1/versions/{source}/{version}", this::version),
        Route.read("/api/v1/deliveries", this::deliveries).with("source", "limit"),
        Route.read("/api/v1/deliveries/{delivery}", this::delivery),
        Route.read("/api/v1/runs", this::runs).with("platform", "limit"),
        Route.read("/api/v1/audit", this::audit).with("subject", "limit"),
        Route.read("/api/v1/audit/chain", this::chain).with("after", "limit"),
        Route.read("/api/v1/audit/outside", _ -> outside()),
        Route.read("/api/v1/nodes", this::nodes).with("platform", "after", "limit"));
  }

  private HttpAnswer explain(ApiRequest request) {
    return HttpAnswer.ok(explainer.explain(platforms.find(request)));
  }

  private HttpAnswer versions(ApiRequest request) {
    var source = request.source();
    sources.requireKnown(source);
    return HttpAnswer.ok(reader.versions(source, request.limit(LIMIT, MOST)));
  }

  private HttpAnswer version(ApiRequest request) {
    var text = request.path("version");
    var version = sequence(text);
    var source = ApiRequest.source("source", request.path("source"));
    return HttpAnswer.ok(
        reader
            .version(source, version)
            .orElseThrow(() -> ApiException.notFound("version", source + "/" + version)));
  }

  private static long sequence(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw ApiException.invalid(
          "version", "'version' must be a sequence number, not '%s'".formatted(text));
    }
  }

  private HttpAnswer deliveries(ApiRequest request) {
    var source = request.source();
    sources.requireKnown(source);
    return HttpAnswer.ok(reader.deliveries(source, request.limit(LIMIT, MOST)));
  }

  private HttpAnswer delivery(ApiRequest request) {
    var id = ApiRequest.number("delivery", request.path("delivery"));
    return HttpAnswer.ok(
        store
            .deliveries()
            .find(id)
            .map(DeliveryView.DeliveryDetails::of)
            .orElseThrow(() -> ApiException.notFound("delivery", Long.toString(id))));
  }

  private HttpAnswer runs(ApiRequest request) {
    var platform =
        platforms.find(ApiRequest.requireText("platform", request.query("platform"))).id();
    return HttpAnswer.ok(
        store.runs().newest(platform, request.limit(LIMIT, MOST)).stream()
            .map(RunView::of)
            .toList());
  }

  private HttpAnswer chain(ApiRequest request) {
    var after = request.query("after");
    var from = after == null ? 0 : ApiRequest.number("after", after);
    // Read before the links, so that they reach at least this head.
    var head = HeadView.of(store.audit().head());
    var links = store.audit().links(from, request.limit(MOST, MOST));
    // Read after the links, so that they begin nowhere later.
    var start = HeadView.of(store.audit().start());
    return HttpAnswer.ok(
        new AuditChainView(links.stream().map(LinkView::of).toList(), start, head));
  }

  private HttpAnswer outside() {
    return HttpAnswer.ok(store.audit().outsideTheChain().stream().map(StatusReader::view).toList());
  }

  private HttpAnswer audit(ApiRequest request) {
    return HttpAnswer.ok(reader.audit(request.query("subject"), request.limit(LIMIT, MOST)));
  }

  private HttpAnswer nodes(ApiRequest request) {
    var platform =
        platforms.find(ApiRequest.requireText("platform", request.query("platform"))).id();
    var limit = request.limit(LIMIT_OF_NODES, MOST);
    var after = Objects.requireNonNullElse(request.query("after"), "");
    var records = store.rollouts().allNodes(platform, after, limit);
    var next =
        records.size() < limit
            ? null
            : records.stream().map(NodeRecord::key).map(NodeKey::value).toList().getLast();
    var applied = Set.copyOf(store.rollouts().appliedNodes(platform));
    // Both are in the order of their keys, so the blocked nodes of the page are among the first
    // ones.
    var blocked =
        store.rollouts().blockedNodes(platform, after, limit).stream()
            .collect(
                Collectors.toMap(
                    BlockedNode::node, it -> BlockedNodeView.of(platform, it), (one, _) -> one));
    return HttpAnswer.ok(
        new NodeView.Page(
            platform.toString(),
            records.stream().map(it -> NodeView.of(it, applied, blocked.get(it.key()))).toList(),
            next));
  }
}
