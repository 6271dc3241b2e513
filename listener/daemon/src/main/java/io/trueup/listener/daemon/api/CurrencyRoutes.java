package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.view.CurrencyView;
import io.trueup.listener.engine.currency.Currency;
import io.trueup.listener.engine.currency.CurrencyAnswer;
import io.trueup.listener.engine.currency.CurrencyQuestion;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RunId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The routes by which jobs ask whether they are current. */
final class CurrencyRoutes implements Route.Immediate {

  private static final Pattern RUN = Pattern.compile("[0-9a-f]{32}");

  private final Currency currency;
  private final PlatformNames names;
  private final CurrencyMeters meters;

  CurrencyRoutes(Currency currency, PlatformNames names, CurrencyMeters meters) {
    this.meters = meters;
    this.currency = currency;
    this.names = names;
  }

  List<Route> routes() {
    return Stream.of(
            "/api/v1/platforms/{platform}/nodes/{node}/currency",
            "/api/v1/platforms/{source}/{name}/nodes/{node}/currency")
        .map(path -> Route.read(path, this::find).with("fingerprint", "run").immediately(this))
        .toList();
  }

  @Override
  public Duration callersWithin() {
    return currency.callersWithin();
  }

  @Override
  public Optional<HttpAnswer> answer(ApiRequest request) {
    return platform(request)
        .map(it -> question(request, it))
        .flatMap(it -> currency.known(it).map(answer -> counted(it, answer)));
  }

  private HttpAnswer find(ApiRequest request) {
    var platform = platform(request).orElseGet(() -> names.find(request).id());
    var question = question(request, platform);
    return counted(question, currency.find(question));
  }

  private HttpAnswer counted(CurrencyQuestion question, CurrencyAnswer answer) {
    meters.answered(answer);
    return answer(question, answer);
  }

  /** The platform that the path names, if memory knows it. */
  private Optional<PlatformId> platform(ApiRequest request) {
    if (request.path().containsKey("platform")) {
      return currency.named(request.path("platform"));
    }
    var id =
        new PlatformId(ApiRequest.source("source", request.path("source")), request.path("name"));
    return Optional.of(id).filter(currency::knows);
  }

  private static CurrencyQuestion question(ApiRequest request, PlatformId platform) {
    return new CurrencyQuestion(
        platform,
        new NodeKey(request.path("node")),
        fingerprint(request.query("fingerprint")),
        run(request.query("run")));
  }

  private static @Nullable Fingerprint fingerprint(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return Fingerprint.parse(text);
    } catch (IllegalArgumentException _) {
      throw ApiException.invalid(
          "fingerprint", "'fingerprint' must be the 32 hex digits of an earlier answer");
    }
  }

  private static @Nullable RunId run(@Nullable String text) {
    if (text != null && !RUN.matcher(text).matches()) {
      throw ApiException.invalid("run", "'run' must be the 32 hex digits of the job's own run");
    }
    return text == null ? null : new RunId(text);
  }

  private static HttpAnswer answer(CurrencyQuestion question, CurrencyAnswer answer) {
    return switch (answer) {
      case CurrencyAnswer.Known known -> {
        var view = CurrencyView.of(question, known);
        var seconds = view.retryAfterSeconds();
        var ok = HttpAnswer.ok(view);
        yield seconds == null ? ok : ok.with("Retry-After", seconds.toString());
      }
      case CurrencyAnswer.UnknownNode(var reason) ->
          throw ApiException.of(
              ApiException.Status.NOT_FOUND,
              "unknown-node",
              "%s: '%s' on '%s'. Ask for the node keys of a platform with"
                      .formatted(reason, question.node(), question.platform())
                  + " GET /api/v1/nodes?platform=%s".formatted(question.platform()));
      case CurrencyAnswer.UnknownPlatform() ->
          throw ApiException.notFound("platform", question.platform().toString());
      case CurrencyAnswer.NotReady() ->
          HttpAnswer.error(
                  ApiException.of(
                          ApiException.Status.UNAVAILABLE,
                          "not-ready",
                          "The daemon has just started and has not read the state database yet."
                              + " Ask again in a second")
                      .error())
              .with("Retry-After", "1");
    };
  }
}
