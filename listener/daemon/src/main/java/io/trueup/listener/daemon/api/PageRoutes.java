package io.trueup.listener.daemon.api;

import static io.trueup.listener.daemon.page.LoginPage.LoginError.NONE;
import static io.trueup.listener.daemon.page.LoginPage.LoginError.SESSION_OVER;
import static io.trueup.listener.daemon.page.LoginPage.LoginError.TOO_MANY;
import static io.trueup.listener.daemon.page.LoginPage.LoginError.UNKNOWN_TOKEN;

import io.trueup.listener.daemon.edge.UrlEncodedForm;
import io.trueup.listener.daemon.page.LoginPage;
import io.trueup.listener.daemon.page.StatusPage;
import io.trueup.listener.daemon.status.StatusReader;
import io.trueup.listener.daemon.status.WindowCalendarReader;
import io.trueup.listener.daemon.status.WindowReader;
import io.trueup.listener.engine.Secrets;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.StateStoreException;
import io.vertx.core.Handler;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.TimeoutHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Routes of the status page: the page itself, signing in with a token, and signing out. */
final class PageRoutes {

  static final String COOKIE = "trueup_session";

  /** Older versions stored a token in this cookie; browsers are told to delete it. */
  private static final String FORMER_COOKIE = "trueup_token";

  private static final int NONCE_BYTES = 16;
  private static final long WITHIN = Duration.ofSeconds(30).toMillis();
  private static final int VERSIONS = 10;
  private static final int DELIVERIES = 10;

  private static final Duration CALENDAR = Duration.ofDays(14);

  private final StatusReader reader;
  private final WindowReader windows;
  private final WindowCalendarReader calendar;
  private final Authentication authentication;
  private final Secrets secrets;
  private final ErrorAnswers failures;
  private final ApiSettings settings;

  PageRoutes(
      StatusReader reader,
      WindowReader windows,
      WindowCalendarReader calendar,
      Authentication authentication,
      Secrets secrets,
      ErrorAnswers failures,
      ApiSettings settings) {
    this.reader = reader;
    this.windows = windows;
    this.calendar = calendar;
    this.authentication = authentication;
    this.secrets = secrets;
    this.failures = failures;
    this.settings = settings;
  }

  void mount(Router router) {
    mount(router, HttpMethod.GET, "/", this::page);
    mount(router, HttpMethod.POST, "/login", exchange -> withForm(exchange, this::login));
    mount(router, HttpMethod.POST, "/logout", exchange -> withForm(exchange, this::logout));
  }

  private void mount(
      Router router, HttpMethod method, String path, Handler<RoutingContext> handler) {
    router
        .route(method, path)
        .handler(TimeoutHandler.create(WITHIN, 503))
        .handler(handler)
        .failureHandler(exchange -> AnswerSender.send(exchange, failures.of(exchange)));
  }

  /** Passes a form on to an action; refuses a body that is no form. */
  private static void withForm(RoutingContext exchange, BiConsumer<RoutingContext, byte[]> action) {
    var type = exchange.request().getHeader("Content-Type");
    if (type == null || type.split(";", 2)[0].strip().equalsIgnoreCase(UrlEncodedForm.TYPE)) {
      RequestBody.receive(exchange, RequestBody.MOST, form -> action.accept(exchange, form));
      return;
    }
    exchange.response().putHeader("Connection", "close");
    AnswerSender.send(
        exchange,
        HttpAnswer.error(
            ApiException.of(
                    ApiException.Status.UNSUPPORTED_TYPE,
                    "no-form",
                    "The content type of a form must be " + UrlEncodedForm.TYPE)
                .error()));
    exchange.request().connection().close();
  }

  private void page(RoutingContext exchange) {
    deleteFormerCookie(exchange);
    var session = cookie(exchange);
    var address = address(exchange);
    answer(exchange, () -> page(session, address));
  }

  private HttpAnswer page(@Nullable String session, String address) {
    var nonce = secrets.hex(NONCE_BYTES);
    var viewer = viewer(session, address);
    if (viewer.isEmpty() && !settings.isPagePublic()) {
      return html(200, nonce, LoginPage.render(nonce, session == null ? NONE : SESSION_OVER));
    }
    var status = reader.status();
    var shown =
        new StatusPage.Content(
            status,
            windows.pauses(),
            windows.windows(null, false),
            calendar.read(CALENDAR),
            reader.versions(null, VERSIONS),
            reader.deliveries(null, DELIVERIES),
            viewer.map(it -> it.actor().name()).orElse(null),
            settings.version());
    return html(200, nonce, StatusPage.render(shown, nonce));
  }

  private Optional<Caller> viewer(@Nullable String session, String address) {
    return session == null
        ? Optional.empty()
        : authentication.viewer(session, address).filter(it -> it.scope().allows(Scope.READ));
  }

  private void login(RoutingContext exchange, byte[] form) {
    if (isForeign(exchange)) {
      AnswerSender.send(exchange, foreign());
      return;
    }
    var secret =
        UrlEncodedForm.field(form, "token")
            .map(token -> new String(token, StandardCharsets.UTF_8).strip())
            .orElse("");
    var former = cookie(exchange);
    var address = address(exchange);
    settings
        .blocking()
        .call(() -> signIn(secret, former, address))
        .onSuccess(session -> {
          deleteFormerCookie(exchange);
          exchange
              .response()
              .addCookie(cookie(exchange, COOKIE, session, Authentication.SESSION.toSeconds()));
          AnswerSender.send(exchange, home());
        })
        .onFailure(failure -> AnswerSender.send(exchange, notSignedIn(failure)));
  }

  private String signIn(String secret, @Nullable String former, String address) {
    var session = authentication.signIn(secret, address);
    if (former != null) {
      authentication.signOut(former, address);
    }
    return session;
  }

  private HttpAnswer notSignedIn(Throwable failure) {
    var answer = failures.of(failure, "POST /login");
    var refusal =
        switch (answer.status()) {
          case 401 -> UNKNOWN_TOKEN;
          case 429 -> TOO_MANY;
          default -> NONE;
        };
    var nonce = secrets.hex(NONCE_BYTES);
    return refusal == NONE
        ? answer
        : html(answer.status(), nonce, LoginPage.render(nonce, refusal));
  }

  private void logout(RoutingContext exchange, byte[] form) {
    if (isForeign(exchange)) {
      AnswerSender.send(exchange, foreign());
      return;
    }
    deleteFormerCookie(exchange);
    var session = cookie(exchange);
    var address = address(exchange);
    exchange.response().addCookie(cookie(exchange, COOKIE, "", 0));
    answer(
        exchange,
        () -> {
          if (session != null) {
            authentication.signOut(session, address);
          }
          return home();
        });
  }

  private static void deleteFormerCookie(RoutingContext exchange) {
    if (exchange.request().getCookie(FORMER_COOKIE) != null) {
      exchange.response().addCookie(cookie(exchange, FORMER_COOKIE, "", 0));
    }
  }

  private static HttpAnswer home() {
    return new HttpAnswer(303, "text/plain", new byte[0], Map.of("Location", "/"));
  }

  /** Whether the browser says that a page of another site sent the form. */
  private static boolean isForeign(RoutingContext exchange) {
    var site = exchange.request().getHeader("Sec-Fetch-Site");
    return site != null && !site.equals("same-origin") && !site.equals("none");
  }

  private static HttpAnswer foreign() {
    return HttpAnswer.error(
        ApiException.of(
                ApiException.Status.FORBIDDEN,
                "foreign-site",
                "A page of another site sent this form")
            .error());
  }

  private static Cookie cookie(RoutingContext exchange, String name, String value, long age) {
    var isSecure =
        exchange.request().isSSL()
            || "https".equalsIgnoreCase(exchange.request().getHeader("X-Forwarded-Proto"));
    return Cookie.cookie(name, value)
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.STRICT)
        .setSecure(isSecure)
        .setPath("/")
        .setMaxAge(age);
  }

  private static @Nullable String cookie(RoutingContext exchange) {
    var cookie = exchange.request().getCookie(COOKIE);
    return cookie == null || cookie.getValue().isEmpty() ? null : cookie.getValue();
  }

  private static String address(RoutingContext exchange) {
    var address = exchange.request().remoteAddress().hostAddress();
    return address == null ? "" : address;
  }

  private void answer(RoutingContext exchange, Callable<HttpAnswer> work) {
    settings
        .blocking()
        .call(work)
        .otherwise(this::unavailable)
        .onSuccess(answer -> AnswerSender.send(exchange, answer));
  }

  private HttpAnswer unavailable(Throwable failure) {
    if (failure instanceof StateStoreException e && e.isTransient()) {
      var nonce = secrets.hex(NONCE_BYTES);
      return html(503, nonce, StatusPage.unavailable(nonce));
    }
    return failures.of(failure, "GET /");
  }

  private static HttpAnswer html(int status, String nonce, String text) {
    return new HttpAnswer(
        status,
        "text/html; charset=utf-8",
        text.getBytes(StandardCharsets.UTF_8),
        Map.of(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'nonce-%1$s'; script-src 'nonce-%1$s'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
                .formatted(nonce),
            "Referrer-Policy",
            "no-referrer",
            "X-Frame-Options",
            "DENY"));
  }
}
